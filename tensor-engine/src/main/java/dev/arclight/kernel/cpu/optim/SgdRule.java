package dev.arclight.kernel.cpu.optim;

/**
 * Stochastic gradient descent with momentum. State: the momentum.
 *
 * @param first whether no momentum has been collected yet; then the gradient becomes the momentum, undampened
 */
public record SgdRule(
        double lr,
        double momentum,
        double dampening,
        double weightDecay,
        boolean nesterov,
        boolean maximize,
        boolean first)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float rate = (float) lr;
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        if (momentum == 0) {
            if (decay == 0) {
                float signedRate = sign * rate;
                for (int i = from; i < to; i++) {
                    parameters[i] = parameters[i] - signedRate * gradients[i];
                }
            } else {
                for (int i = from; i < to; i++) {
                    float p = parameters[i];
                    parameters[i] = p - rate * (sign * gradients[i] + decay * p);
                }
            }
            return;
        }
        float[] velocity = state[0];
        float kept = first ? 0 : (float) momentum;
        float added = first ? 1 : (float) (1 - dampening);
        if (nesterov) {
            float ahead = (float) momentum;
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float v = kept * velocity[i] + added * d;
                velocity[i] = v;
                parameters[i] = p - rate * (d + ahead * v);
            }
        } else if (decay == 0) {
            float signedAdded = sign * added;
            for (int i = from; i < to; i++) {
                float v = kept * velocity[i] + signedAdded * gradients[i];
                velocity[i] = v;
                parameters[i] = parameters[i] - rate * v;
            }
        } else {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float v = kept * velocity[i] + added * (sign * gradients[i] + decay * p);
                velocity[i] = v;
                parameters[i] = p - rate * v;
            }
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double rate = lr;
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        if (momentum == 0) {
            if (decay == 0) {
                double signedRate = sign * rate;
                for (int i = from; i < to; i++) {
                    parameters[i] = parameters[i] - signedRate * gradients[i];
                }
            } else {
                for (int i = from; i < to; i++) {
                    double p = parameters[i];
                    parameters[i] = p - rate * (sign * gradients[i] + decay * p);
                }
            }
            return;
        }
        double[] velocity = state[0];
        double kept = first ? 0 : momentum;
        double added = first ? 1 : 1 - dampening;
        if (nesterov) {
            double ahead = momentum;
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double v = kept * velocity[i] + added * d;
                velocity[i] = v;
                parameters[i] = p - rate * (d + ahead * v);
            }
        } else if (decay == 0) {
            double signedAdded = sign * added;
            for (int i = from; i < to; i++) {
                double v = kept * velocity[i] + signedAdded * gradients[i];
                velocity[i] = v;
                parameters[i] = parameters[i] - rate * v;
            }
        } else {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double v = kept * velocity[i] + added * (sign * gradients[i] + decay * p);
                velocity[i] = v;
                parameters[i] = p - rate * v;
            }
        }
    }
}
