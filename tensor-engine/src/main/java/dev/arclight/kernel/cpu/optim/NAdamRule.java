package dev.arclight.kernel.cpu.optim;

/**
 * Adam with Nesterov's momentum (Dozat 2016). State: the running mean, the running square.
 *
 * @param mu the momentum of this step
 * @param muNext that of the next one
 * @param muProduct the product of all momenta up to this step's
 * @param step counts from 1
 */
public record NAdamRule(
        double lr,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        boolean decoupled,
        boolean maximize,
        double mu,
        double muNext,
        double muProduct,
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
        float correction = (float) (1 - Math.pow(beta2, (double) step));
        float epsilon = (float) eps;
        float gradientRate = (float) (lr * (1 - mu) / (1 - muProduct));
        float meanRate = (float) (lr * muNext / (1 - muProduct * muNext));
        if (decay == 0) {
            for (int i = from; i < to; i++) {
                float d = sign * gradients[i];
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                float denominator = (float) Math.sqrt(v / correction) + epsilon;
                parameters[i] = parameters[i] * shrink - gradientRate * d / denominator - meanRate * m / denominator;
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = sign * gradients[i] + decay * p;
                float m = kept1 * means[i] + added1 * d;
                means[i] = m;
                float v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                float denominator = (float) Math.sqrt(v / correction) + epsilon;
                parameters[i] = p - gradientRate * d / denominator - meanRate * m / denominator;
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
        double correction = 1 - Math.pow(beta2, (double) step);
        double epsilon = eps;
        double gradientRate = lr * (1 - mu) / (1 - muProduct);
        double meanRate = lr * muNext / (1 - muProduct * muNext);
        if (decay == 0) {
            for (int i = from; i < to; i++) {
                double d = sign * gradients[i];
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                double denominator = Math.sqrt(v / correction) + epsilon;
                parameters[i] = parameters[i] * shrink - gradientRate * d / denominator - meanRate * m / denominator;
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = sign * gradients[i] + decay * p;
                double m = kept1 * means[i] + added1 * d;
                means[i] = m;
                double v = kept2 * squares[i] + added2 * d * d;
                squares[i] = v;
                double denominator = Math.sqrt(v / correction) + epsilon;
                parameters[i] = p - gradientRate * d / denominator - meanRate * m / denominator;
            }
        }
    }
}
