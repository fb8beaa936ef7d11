package dev.arclight.kernel.cpu.optim;

/**
 * Steps as large as the last ones (Zeiler 2012). State: the gradient's running square, the step's running square.
 */
public record AdadeltaRule(double lr, double rho, double eps, double weightDecay, boolean maximize)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] squares = state[0];
        float[] deltas = state[1];
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float kept = (float) rho;
        float added = (float) (1 - rho);
        float rate = (float) lr;
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float p = parameters[i];
            float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
            float v = kept * squares[i] + added * d * d;
            squares[i] = v;
            float before = deltas[i];
            float delta = (float) Math.sqrt(before + epsilon) / (float) Math.sqrt(v + epsilon) * d;
            deltas[i] = kept * before + added * delta * delta;
            parameters[i] = p - rate * delta;
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] squares = state[0];
        double[] deltas = state[1];
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        double kept = rho;
        double added = 1 - rho;
        double rate = lr;
        double epsilon = eps;
        for (int i = from; i < to; i++) {
            double p = parameters[i];
            double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
            double v = kept * squares[i] + added * d * d;
            squares[i] = v;
            double before = deltas[i];
            double delta = Math.sqrt(before + epsilon) / Math.sqrt(v + epsilon) * d;
            deltas[i] = kept * before + added * delta * delta;
            parameters[i] = p - rate * delta;
        }
    }
}
