package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Changes parameters by their gradients, as {@code torch.optim.Optimizer}. Belongs to one thread.
 *
 * <p>Parameters are float32 and contiguous; one without a gradient is left alone.
 */
public abstract class Optimizer {
    private final List<Tensor> parameters;
    private final long[] steps;
    private double learningRate;

    /**
     * @throws ArclightException if there are no parameters, or one is not a contiguous float32 tensor or the result of an
     *     operation, to which gradients do not come unless {@link Tensor#retainGrad} asks for them
     */
    Optimizer(List<Tensor> parameters, double learningRate) {
        if (parameters.isEmpty()) {
            throw new ArclightException("an optimizer got no parameters; pass model.parameters()");
        }
        for (Tensor parameter : parameters) {
            if (parameter.dtype() != DType.FLOAT32 || !parameter.isContiguous()) {
                throw new ArclightException("an optimizer takes contiguous float32 parameters, got " + parameter.type()
                        + "; convert the module first");
            }
            if (!parameter.isLeaf() && !parameter.retainsGrad()) {
                throw new ArclightException("an optimizer takes leaves, got the result of an operation, "
                        + parameter.type() + "; pass what it was computed from, or detach it and ask for its gradient");
            }
        }
        this.parameters = List.copyOf(parameters);
        this.steps = new long[this.parameters.size()];
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
                steps[i]++;
                update(
                        i,
                        steps[i],
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

    /**
     * Changes {@code n} numbers of parameter {@code index} given their gradients.
     *
     * @param step how many gradients this parameter has had, this one included
     */
    abstract void update(int index, long step, float[] parameter, int offset, float[] grad, int gradOffset, int n);

    /**
     * What is remembered between steps, for averaging and checkpoints: an array for each parameter and kind of state, the
     * live one, made now if it was not yet needed.
     */
    public abstract List<float[]> state();

    /**
     * How many steps each parameter has made, in the parameters' order: as many as it had gradients, which updates depend
     * on.
     */
    public final long[] steps() {
        return steps.clone();
    }

    /**
     * Continues as if the parameters had made so many steps.
     *
     * @throws ArclightException if these are not as many numbers as there are parameters, or one is negative
     */
    public final void steps(long... values) {
        if (values.length != steps.length || Arrays.stream(values).anyMatch(value -> value < 0)) {
            throw new ArclightException("an optimizer of " + steps.length + " parameters got the steps "
                    + Arrays.toString(values) + "; expected a number ≥ 0 for each");
        }
        System.arraycopy(values, 0, steps, 0, steps.length);
    }

    /** One array of zeros for each parameter. */
    final float[][] zerosLikeParameters() {
        float[][] zeros = new float[parameters.size()][];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = new float[parameters.get(i).numel()];
        }
        return zeros;
    }
}
