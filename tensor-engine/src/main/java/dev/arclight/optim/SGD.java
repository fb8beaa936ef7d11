package dev.arclight.optim;

import dev.arclight.kernel.cpu.Optim;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, as {@code torch.optim.SGD}.
 *
 * <pre>{@code new SGD(model.parameters(), 0.01).momentum(0.9)}</pre>
 */
public final class SGD extends Optimizer {
    private static final float[] NONE = new float[0];

    private double momentum;
    private double dampening;
    private double weightDecay;
    private boolean nesterov;
    private float @Nullable [][] velocities;
    private Optim.@Nullable Sgd rule;

    public SGD(List<Tensor> parameters, double learningRate) {
        super(parameters, learningRate);
    }

    /** The share of the last direction that is kept; 0 by default. */
    public SGD momentum(double value) {
        momentum = requireNonNegative("momentum", value);
        return this;
    }

    /** The share of the gradient that does not enter the direction, but for a parameter's first; 0 by default. */
    public SGD dampening(double value) {
        dampening = value;
        return this;
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public SGD weightDecay(double value) {
        weightDecay = requireNonNegative("weightDecay", value);
        return this;
    }

    /** Looks one step ahead; needs momentum and no dampening. */
    public SGD nesterov(boolean value) {
        nesterov = value;
        return this;
    }

    @Override
    void beforeStep() {
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new ArclightException("SGD: Nesterov's momentum needs momentum > 0 and no dampening");
        }
        state();
        rule = new Optim.Sgd(learningRate(), momentum, dampening, weightDecay, nesterov);
    }

    @Override
    void update(int index, long step, float[] parameter, int offset, float[] grad, int gradOffset, int n) {
        float[] momenta = velocities == null ? NONE : velocities[index];
        Optim.step(Objects.requireNonNull(rule), step, parameter, offset, grad, gradOffset, momenta, n);
    }

    @Override
    public List<float[]> state() {
        if (momentum == 0) {
            return List.of();
        }
        if (velocities == null) {
            velocities = zerosLikeParameters();
        }
        return List.of(velocities);
    }

    static double requireNonNegative(String what, double value) {
        if (!(value >= 0)) {
            throw new ArclightException("an optimizer's " + what + " is " + value + "; it must be ≥ 0");
        }
        return value;
    }
}
