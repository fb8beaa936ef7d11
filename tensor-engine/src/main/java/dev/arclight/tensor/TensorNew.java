package dev.arclight.tensor;

/** New tensors of this one's dtype. */
public sealed interface TensorNew extends TensorBase permits Tensor {
    default Tensor newEmpty(int... shape) {
        return Tensor.empty(dtype(), shape);
    }

    default Tensor newZeros(int... shape) {
        return Tensor.zeros(dtype(), shape);
    }

    default Tensor newOnes(int... shape) {
        return Tensor.ones(dtype(), shape);
    }

    /** Every element is {@code value}. */
    default Tensor newFull(double value, int... shape) {
        return Tensor.full(dtype(), value, shape);
    }

    /** Every element is {@code value}, which int64 holds exactly. */
    default Tensor newFull(long value, int... shape) {
        return Tensor.full(dtype(), value, shape);
    }

    /** As {@link Tensor#tensor(Object)}, converted to this tensor's dtype. */
    default Tensor newTensor(Object nested) {
        return Tensor.tensor(nested, dtype());
    }
}
