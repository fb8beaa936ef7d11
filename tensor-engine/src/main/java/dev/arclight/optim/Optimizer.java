package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * Changes parameters by their gradients, as {@code torch.optim.Optimizer}. Belongs to one thread.
 *
 * <p>Parameters are float32 and contiguous; one without a gradient is left alone.
 */
public abstract class Optimizer {
    private final List<Tensor> parameters;
    private double learningRate;

    /** @throws ArclightException if there are no parameters or one is not a contiguous float32 tensor */
    Optimizer(List<Tensor> parameters, double learningRate) {
        if (parameters.isEmpty()) {
            throw new ArclightException("an optimizer got no parameters; pass model.parameters()");
        }
        for (Tensor parameter : parameters) {
            if (parameter.dtype() != DType.FLOAT32 || !parameter.isContiguous()) {
                throw new ArclightException("an optimizer takes contiguous float32 parameters, got " + parameter.type()
                        + "; convert the module first");
            }
        }
        this.parameters = List.copyOf(parameters);
        learningRate(learningRate);
    }

    /** The parameters in the order they were given. */
    public final List<Tensor> parameters() {
        return parameters;
    }

    public final double learningRate() {
        return learningRate;
    }

    /** For schedules. @throws ArclightException if it is negative or not finite */
    public final void learningRate(double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new ArclightException("the learning rate is " + value + "; it must be finite and ≥ 0");
        }
        learningRate = value;
    }

    /** Forgets all gradients. */
    public final void zeroGrad() {
        for (Tensor parameter : parameters) {
            parameter.setGrad(null);
        }
    }

    /** Changes every parameter that has a gradient. */
    public final void step() {
        beforeStep();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            Tensor grad = parameter.grad();
            if (grad != null) {
                Tensor plain = grad.contiguous();
                update(
                        i,
                        parameter.storage().floats(),
                        parameter.offset(),
                        plain.storage().floats(),
                        plain.offset(),
                        parameter.numel());
                parameter.storage().changed();
            }
        }
    }

    /** Called once before the parameters of a step. */
    void beforeStep() {}

    /** Changes {@code n} numbers of parameter {@code index} given their gradients. */
    abstract void update(int index, float[] parameter, int offset, float[] grad, int gradOffset, int n);

    /**
     * What is remembered between steps, for averaging and checkpoints: an array for each parameter and kind of state, the
     * live one, made now if it was not yet needed.
     */
    public abstract List<float[]> state();

    /** How many steps were made; some optimizers' updates depend on it. */
    public abstract long steps();

    /** Continues as if this many steps had been made. */
    public abstract void steps(long steps);

    /** One array of zeros for each parameter. */
    final float[][] zerosLikeParameters() {
        float[][] zeros = new float[parameters.size()][];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = new float[parameters.get(i).numel()];
        }
        return zeros;
    }
}
