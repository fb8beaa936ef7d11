package dev.arclight.kernel.cpu.optim;

/**
 * The gradient over the root of the sum of its squares (Duchi et al. 2011). State: the sum of squares.
 *
 * @param step counts from 1
 */
public record AdagradRule(double lr, double lrDecay, double weightDecay, double eps, boolean maximize, long step)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] sums = state[0];
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float rate = (float) (lr / (1 + (double) (step - 1) * lrDecay));
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float p = parameters[i];
            float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
            float s = sums[i] + d * d;
            sums[i] = s;
            parameters[i] = p - rate * d / ((float) Math.sqrt(s) + epsilon);
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] sums = state[0];
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        double rate = lr / (1 + (double) (step - 1) * lrDecay);
        double epsilon = eps;
        for (int i = from; i < to; i++) {
            double p = parameters[i];
            double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
            double s = sums[i] + d * d;
            sums[i] = s;
            parameters[i] = p - rate * d / (Math.sqrt(s) + epsilon);
        }
    }
}
