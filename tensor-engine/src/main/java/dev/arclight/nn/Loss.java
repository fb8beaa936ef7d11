package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** A measure of how far an output is from what was wanted; its forward takes both. */
public abstract class Loss extends Module {
    private final Reduction reduction;

    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** What the losses of single examples become. */
    public final Reduction reduction() {
        return reduction;
    }

    /**
     * The loss of an output for what was wanted.
     *
     * @throws ArclightException if this loss takes other tensors than two
     */
    public Tensor forward(Tensor input, Tensor target) {
        throw new ArclightException(
                getClass().getSimpleName() + ": this loss is not one of two tensors; see the forward that it declares");
    }

    /**
     * The loss of three tensors.
     *
     * @throws ArclightException if this loss takes other tensors than three
     */
    public Tensor forward(Tensor first, Tensor second, Tensor third) {
        throw new ArclightException(getClass().getSimpleName()
                + ": this loss is not one of three tensors; see the forward that it declares");
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public final Tensor call(Tensor input, Tensor target) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), input, target));
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public final Tensor call(Tensor first, Tensor second, Tensor third) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]), given(in[2]))), first, second, third));
    }
}
