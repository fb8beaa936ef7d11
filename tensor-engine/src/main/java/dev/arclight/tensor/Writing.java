package dev.arclight.tensor;

import dev.arclight.autograd.GradMode;
import java.util.function.UnaryOperator;

/** Results of operations that have no kernel which writes over its input. */
final class Writing {
    private Writing() {}

    /** {@link #over(String, Tensor, Tensor)} of a result that is computed from what the tensor was. */
    static Tensor over(String what, Tensor target, UnaryOperator<Tensor> operation) {
        boolean recorded = target.requiresGrad() && GradMode.isRecording();
        // What backward needs of the tensor must not be what is written over.
        return over(what, target, operation.apply(recorded ? target.snapshot() : target));
    }

    /**
     * {@link #over(String, Tensor, UnaryOperator)} of a result that must have the tensor's dtype.
     *
     * @throws DTypeException if it has another
     */
    static Tensor overSame(String what, Tensor target, UnaryOperator<Tensor> operation) {
        return over(what, target, x -> {
            Tensor result = operation.apply(x);
            if (result.dtype() != target.dtype()) {
                throw new DTypeException(what + ": the result is " + result.dtype() + " and the tensor "
                        + target.dtype() + "; both must have one dtype");
            }
            return result;
        });
    }

    /** Writes a tensor, converted, over a view of exactly its shape. @throws ShapeException if the shapes differ */
    static void part(String what, Tensor view, Tensor src) {
        if (!src.shape().equals(view.shape())) {
            throw new ShapeException(
                    what + ": src has shape " + src.shape() + ", expected that of the part, " + view.shape());
        }
        view.copy_(src);
    }

    /**
     * Writes a result over a tensor, with its history.
     *
     * @throws ShapeException if it has another shape
     * @throws DTypeException if it is floating and the tensor is not
     */
    static Tensor over(String what, Tensor target, Tensor result) {
        if (!result.shape().equals(target.shape())) {
            throw new ShapeException(what + ": the result has shape " + result.shape()
                    + ", which cannot be written over a tensor of shape " + target.shape());
        }
        if (result.dtype().isFloating() && !target.dtype().isFloating()) {
            throw new DTypeException(what + ": a result of " + result.dtype() + " cannot be written over "
                    + target.dtype() + "; use the operation without _");
        }
        return target.copy_(result);
    }
}
