package dev.arclight.kernel.cpu.optim;

/**
 * The gradient over the root of its running square (Tieleman and Hinton 2012), or of its running variance where
 * centered. State: the running square, the momentum, the running mean.
 */
public record RmspropRule(
        double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered, boolean maximize)
        implements StepRule {
    @Override
    public void step(float[] parameters, float[] gradients, float[][] state, int from, int to) {
        float[] squares = state[0];
        float decay = (float) weightDecay;
        float sign = maximize ? -1 : 1;
        float kept = (float) alpha;
        float added = (float) (1 - alpha);
        float rate = (float) lr;
        float epsilon = (float) eps;
        if (centered) {
            float[] velocity = state[1];
            float[] means = state[2];
            if (momentum == 0) {
                for (int i = from; i < to; i++) {
                    float p = parameters[i];
                    float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                    float v = kept * squares[i] + added * d * d;
                    squares[i] = v;
                    float m = kept * means[i] + added * d;
                    means[i] = m;
                    parameters[i] = p - rate * d / ((float) Math.sqrt(v - m * m) + epsilon);
                }
            } else {
                float pushed = (float) momentum;
                for (int i = from; i < to; i++) {
                    float p = parameters[i];
                    float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                    float v = kept * squares[i] + added * d * d;
                    squares[i] = v;
                    float m = kept * means[i] + added * d;
                    means[i] = m;
                    float w = pushed * velocity[i] + d / ((float) Math.sqrt(v - m * m) + epsilon);
                    velocity[i] = w;
                    parameters[i] = p - rate * w;
                }
            }
        } else if (momentum == 0) {
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float v = kept * squares[i] + added * d * d;
                squares[i] = v;
                parameters[i] = p - rate * d / ((float) Math.sqrt(v) + epsilon);
            }
        } else {
            float[] velocity = state[1];
            float pushed = (float) momentum;
            for (int i = from; i < to; i++) {
                float p = parameters[i];
                float d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                float v = kept * squares[i] + added * d * d;
                squares[i] = v;
                float w = pushed * velocity[i] + d / ((float) Math.sqrt(v) + epsilon);
                velocity[i] = w;
                parameters[i] = p - rate * w;
            }
        }
    }

    @Override
    public void step(double[] parameters, double[] gradients, double[][] state, int from, int to) {
        double[] squares = state[0];
        double decay = weightDecay;
        double sign = maximize ? -1 : 1;
        double kept = alpha;
        double added = 1 - alpha;
        double rate = lr;
        double epsilon = eps;
        if (centered) {
            double[] velocity = state[1];
            double[] means = state[2];
            if (momentum == 0) {
                for (int i = from; i < to; i++) {
                    double p = parameters[i];
                    double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                    double v = kept * squares[i] + added * d * d;
                    squares[i] = v;
                    double m = kept * means[i] + added * d;
                    means[i] = m;
                    parameters[i] = p - rate * d / (Math.sqrt(v - m * m) + epsilon);
                }
            } else {
                double pushed = momentum;
                for (int i = from; i < to; i++) {
                    double p = parameters[i];
                    double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                    double v = kept * squares[i] + added * d * d;
                    squares[i] = v;
                    double m = kept * means[i] + added * d;
                    means[i] = m;
                    double w = pushed * velocity[i] + d / (Math.sqrt(v - m * m) + epsilon);
                    velocity[i] = w;
                    parameters[i] = p - rate * w;
                }
            }
        } else if (momentum == 0) {
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double v = kept * squares[i] + added * d * d;
                squares[i] = v;
                parameters[i] = p - rate * d / (Math.sqrt(v) + epsilon);
            }
        } else {
            double[] velocity = state[1];
            double pushed = momentum;
            for (int i = from; i < to; i++) {
                double p = parameters[i];
                double d = decay == 0 ? sign * gradients[i] : sign * gradients[i] + decay * p;
                double v = kept * squares[i] + added * d * d;
                squares[i] = v;
                double w = pushed * velocity[i] + d / (Math.sqrt(v) + epsilon);
                velocity[i] = w;
                parameters[i] = p - rate * w;
            }
        }
    }
}
