package dev.arclight.kernel.cpu.optim;

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992). State: the mean of the parameters.
 *
 * @param eta this step's learning rate
 * @param mu the share of the new parameters in the mean; 1 where averaging has not begun
 */
public record AsgdRule(double lambd, double weightDecay, boolean maximize, double eta, double mu) implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] means = state[0];
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float shrink = (float) (1 - lambd * eta);
        float rate = (float) eta;
        float share = (float) mu;
        if (mu == 1) {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float moved = p * shrink - rate * d;
                parameters[i] = moved;
                means[i] = moved;
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float moved = p * shrink - rate * d;
                parameters[i] = moved;
                float mean = means[i];
                means[i] = mean + (moved - mean) * share;
            }
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] means = state[0];
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        double shrink = 1 - lambd * eta;
        double rate = eta;
        double share = mu;
        if (mu == 1) {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double moved = p * shrink - rate * d;
                parameters[i] = moved;
                means[i] = moved;
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double moved = p * shrink - rate * d;
                parameters[i] = moved;
                double mean = means[i];
                means[i] = mean + (moved - mean) * share;
            }
        }
    }
}
