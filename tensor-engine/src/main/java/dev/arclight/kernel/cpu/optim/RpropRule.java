package dev.arclight.kernel.cpu.optim;

import dev.arclight.kernel.cpu.VectorSupport;

/**
 * Resilient propagation (Riedmiller and Braun 1993): a step of its own for each parameter, which grows while the
 * gradient keeps its sign and shrinks where it turns. State: the last gradient, the step.
 */
public record RpropRule(double etaMinus, double etaPlus, double stepMin, double stepMax, boolean maximize)
        implements StepRule {
    private static final RpropLoop FLOATS =
            VectorSupport.choose(RpropLoop.class, "dev.arclight.kernel.cpu.vector.VectorRprop", RpropLoop.Plain::new);

    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        RpropLoop.Settings settings = new RpropLoop.Settings(
                (float) etaMinus, (float) etaPlus, (float) stepMin, (float) stepMax, maximize ? -1 : 1);
        FLOATS.step(settings, parameters, gradients, state[0], state[1], from, to);
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] previous = state[0];
        double[] steps = state[1];
        double sign = maximize ? -1 : 1;
        double shrink = etaMinus;
        double grow = etaPlus;
        double least = stepMin;
        double most = stepMax;
        for (int i = from; i < to; i++) {
            double d = sign * gradients[i];
            double turn = d * previous[i];
            double factor = turn > 0 ? grow : turn < 0 ? shrink : 1;
            double size = Math.min(Math.max(steps[i] * factor, least), most);
            steps[i] = size;
            double used = turn < 0 ? 0 : d;
            previous[i] = used;
            parameters[i] = parameters[i] - (used > 0 ? size : used < 0 ? -size : 0);
        }
    }
}
