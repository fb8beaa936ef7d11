package dev.arclight.kernel.cpu.optim;

/**
 * Rectified Adam (Liu et al. 2020): plain momentum as long as the running square is of too few numbers to be trusted.
 * State: the running mean, the running square.
 *
 * @param step counts from 1
 */
public record RAdamRule(
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean decoupled,
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
        float correction1 = (float) (1 - Math.pow(beta1, (double) step));
        float rate = (float) lr;
        double rectification = rectification();
        if (rectification == 0) {
            for (int i = from; i < to; i++) {
                float p = parameters[i] * shrink;
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                squares[i] = kept2 * squares[i] + added2 * d * d;
                parameters[i] = p - m / correction1 * rate;
            }
            return;
        }
        float rectified = (float) rectification;
        float correction2 = (float) Math.sqrt(1 - Math.pow(beta2, (double) step));
        float epsilon = (float) eps;
        if (decay == 0) {
            for (int i = from; i < to; i++) {
                float d = sign * gradients[i];
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                float adaptive = correction2 / ((float) Math.sqrt(v) + epsilon);
                parameters[i] = parameters[i] * shrink - m / correction1 * rate * adaptive * rectified;
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                float adaptive = correction2 / ((float) Math.sqrt(v) + epsilon);
                parameters[i] = p - m / correction1 * rate * adaptive * rectified;
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
        double correction1 = 1 - Math.pow(beta1, (double) step);
        double rate = lr;
        double rectification = rectification();
        if (rectification == 0) {
            for (int i = from; i < to; i++) {
                double p = parameters[i] * shrink;
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                squares[i] = kept2 * squares[i] + added2 * d * d;
                parameters[i] = p - m / correction1 * rate;
            }
            return;
        }
        double rectified = rectification;
        double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) step));
        double epsilon = eps;
        if (decay == 0) {
            for (int i = from; i < to; i++) {
                double d = sign * gradients[i];
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                double adaptive = correction2 / (Math.sqrt(v) + epsilon);
                parameters[i] = parameters[i] * shrink - m / correction1 * rate * adaptive * rectified;
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                double adaptive = correction2 / (Math.sqrt(v) + epsilon);
                parameters[i] = p - m / correction1 * rate * adaptive * rectified;
            }
        }
    }

    /** How far the running square is to be trusted; 0 for not at all. */
    private double rectification() {
        double limit = 2 / (1 - beta2) - 1;
        double power = Math.pow(beta2, (double) step);
        double length = limit - 2.0 * (double) step * power / (1 - power);
        return length > 5 ? Math.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) : 0;
    }
}
