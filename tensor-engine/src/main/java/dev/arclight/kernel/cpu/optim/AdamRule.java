package dev.arclight.kernel.cpu.optim;

/**
 * Adaptive moments (Kingma and Ba 2015), with weight decay in the gradient or, decoupled, on the parameters (Loshchilov
 * and Hutter 2019). State: the running mean, the running square and, for AMSGrad (Reddi et al. 2018), its largest
 * value.
 *
 * @param step counts from 1
 */
public record AdamRule(
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean decoupled,
        boolean amsgrad,
        boolean maximize,
        long step)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] means = state[0];
        float[] squares = state[1];
        float shrink = decoupled ? (float) (1 - lr * weightDecay) : 1;
        float decay = decoupled ? 0 : (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float kept1 = (float) beta1;
        float added1 = (float) (1 - beta1);
        float kept2 = (float) beta2;
        float added2 = (float) (1 - beta2);
        float rate = (float) (lr / (1 - Math.pow(beta1, (double) step)));
        float correction = (float) Math.sqrt(1 - Math.pow(beta2, (double) step));
        float epsilon = (float) eps;
        if (amsgrad) {
            float[] largest = state[2];
            for (int i = from; i < to; i++) {
                float p = parameters[i] * shrink;
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                float most = Math.max(largest[i], v);
                largest[i] = most;
                parameters[i] = p - rate * m / ((float) Math.sqrt(most) / correction + epsilon);
            }
        } else if (decay == 0) {
            float signed1 = sign * added1;
            for (int i = from; i < to; i++) {
                float d = gradients[i];
                float m = kept1 * means[i] + signed1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                parameters[i] = parameters[i] * shrink - rate * m / ((float) Math.sqrt(v) / correction + epsilon);
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                parameters[i] = p - rate * m / ((float) Math.sqrt(v) / correction + epsilon);
            }
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] means = state[0];
        double[] squares = state[1];
        double shrink = decoupled ? 1 - lr * weightDecay : 1;
        double decay = decoupled ? 0 : weightDecay;
        double sign = maximize ? -1 : 1;
        double kept1 = beta1;
        double added1 = 1 - beta1;
        double kept2 = beta2;
        double added2 = 1 - beta2;
        double rate = lr / (1 - Math.pow(beta1, (double) step));
        double correction = Math.sqrt(1 - Math.pow(beta2, (double) step));
        double epsilon = eps;
        if (amsgrad) {
            double[] largest = state[2];
            for (int i = from; i < to; i++) {
                double p = parameters[i] * shrink;
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                double most = Math.max(largest[i], v);
                largest[i] = most;
                parameters[i] = p - rate * m / (Math.sqrt(most) / correction + epsilon);
            }
        } else if (decay == 0) {
            double signed1 = sign * added1;
            for (int i = from; i < to; i++) {
                double d = gradients[i];
                double m = kept1 * means[i] + signed1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                parameters[i] = parameters[i] * shrink - rate * m / (Math.sqrt(v) / correction + epsilon);
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                parameters[i] = p - rate * m / (Math.sqrt(v) / correction + epsilon);
            }
        }
    }
}
