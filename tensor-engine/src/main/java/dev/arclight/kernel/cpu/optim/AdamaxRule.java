package dev.arclight.kernel.cpu.optim;

/**
 * Adam with the infinity norm (Kingma and Ba 2015). State: the running mean, the largest magnitude.
 *
 * @param step counts from 1
 */
public record AdamaxRule(
        double lr, double beta1, double beta2, double eps, double weightDecay, boolean maximize, long step)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] means = state[0];
        float[] norms = state[1];
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float kept1 = (float) beta1;
        float added1 = (float) (1 - beta1);
        float kept2 = (float) beta2;
        float rate = (float) (lr / (1 - Math.pow(beta1, (double) step)));
        float epsilon = (float) eps;
        if (decay == 0) {
            float signed1 = sign * added1;
            for (int i = from; i < to; i++) {
                float d = gradients[i];
                float m = kept1 * means[i] + signed1 * d;
                means[i] = m;
                float u = Math.max(kept2 * norms[i], Math.abs(d) + epsilon);
                norms[i] = u;
                parameters[i] = parameters[i] - rate * m / u;
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float u = Math.max(kept2 * norms[i], Math.abs(d) + epsilon);
                norms[i] = u;
                parameters[i] = p - rate * m / u;
            }
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] means = state[0];
        double[] norms = state[1];
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        double kept1 = beta1;
        double added1 = 1 - beta1;
        double kept2 = beta2;
        double rate = lr / (1 - Math.pow(beta1, (double) step));
        double epsilon = eps;
        if (decay == 0) {
            double signed1 = sign * added1;
            for (int i = from; i < to; i++) {
                double d = gradients[i];
                double m = kept1 * means[i] + signed1 * d;
                means[i] = m;
                double u = Math.max(kept2 * norms[i], Math.abs(d) + epsilon);
                norms[i] = u;
                parameters[i] = parameters[i] - rate * m / u;
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double u = Math.max(kept2 * norms[i], Math.abs(d) + epsilon);
                norms[i] = u;
                parameters[i] = p - rate * m / u;
            }
        }
    }
}
