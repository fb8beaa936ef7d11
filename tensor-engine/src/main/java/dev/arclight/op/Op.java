package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * A primitive operation as a value: a record whose components are its attributes.
 *
 * <p>An op says what it returns for given inputs, how its gradient is written in ops, and what that needs saved. It holds
 * no kernel: a backend offers one. Instances are immutable and may be shared by threads.
 */
public interface Op {
    /** The name in messages and graphs: the record's, with a small first letter. */
    default String name() {
        return OpNames.of(getClass());
    }

    /**
     * The results' dtypes and shapes for these inputs.
     *
     * @throws dev.arclight.tensor.ShapeException or {@link dev.arclight.tensor.DTypeException} naming the op, what it got
     *     and what it expected
     */
    TensorType[] infer(TensorType[] inputs);

    /** Which tensors the gradient needs; everything else may be forgotten after the call. */
    default Saves saves() {
        return Saves.NONE;
    }

    /**
     * {@link #saves()} when only some gradients are wanted: bit i of {@code needed} set for that of input i. Worth writing
     * where an input is kept for another's gradient alone, as in a product.
     */
    default Saves saves(int needed) {
        return saves();
    }

    /** Whether a kernel may write the result over the first input, element by element. */
    default boolean mayRunInPlace() {
        return false;
    }

    /** Whether the result lies in memory as the inputs do where these are not row-major: {@link MemoryOrder}. */
    default boolean keepsMemoryOrder() {
        return false;
    }

    /**
     * Whether {@link #gradient} is defined. If not, the gradient of a floating result is refused when it is asked for, that
     * of a comparison written over a tensor is 0, and other results never require one.
     */
    default boolean differentiable() {
        return true;
    }

    /**
     * The gradients of the inputs given those of the outputs, an entry per input, null where there is none. A gradient
     * may have the broadcast shape or a promoted dtype: the tape sums and converts it.
     *
     * @param grads one per output; null where nothing flowed back
     */
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return grad == null ? new @Nullable Tensor[saved.inputCount()] : gradient(saved, grad);
    }

    /** {@link #gradients} for the usual op with one output. */
    default @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        throw new UnsupportedOperationException(name() + " has no gradient");
    }

    /** The dtype in which a kernel should compute a promoted result: the default for what is not floating. */
    static DType floating(DType dtype) {
        return dtype.isFloating() ? dtype : DType.getDefault();
    }

    /** @throws dev.arclight.tensor.DTypeException unless the dtype is floating */
    static DType requireFloating(Op op, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(
                    op.name() + ": not defined for " + dtype + "; convert with to(DType.FLOAT32) first");
        }
        return dtype;
    }

    /** @throws dev.arclight.tensor.DTypeException if the dtype is floating */
    static DType requireWhole(Op op, DType dtype) {
        if (dtype.isFloating()) {
            throw new DTypeException(op.name() + ": not defined for " + dtype
                    + ", only for integers and bool; convert with to(...) first");
        }
        return dtype;
    }

    static TensorType[] one(DType dtype, dev.arclight.tensor.Shape shape) {
        return new TensorType[] {new TensorType(dtype, shape)};
    }

    static @Nullable Tensor[] grads(@Nullable Tensor... grads) {
        return grads;
    }
}
