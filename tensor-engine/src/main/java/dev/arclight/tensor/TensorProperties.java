package dev.arclight.tensor;

/** What a tensor is, under PyTorch's names. */
public sealed interface TensorProperties extends TensorBase permits Tensor {
    /** The number of dimensions; {@link #rank()} by PyTorch's name. */
    default int dim() {
        return rank();
    }

    /** {@link #dim} by its other name. */
    default int ndimension() {
        return rank();
    }

    /** {@link #numel} by its other name. */
    default int nelement() {
        return numel();
    }

    /** The size of one element in bytes. */
    default int elementSize() {
        return dtype().bytes();
    }

    /** {@link #elementSize} by NumPy's name. */
    default int itemsize() {
        return elementSize();
    }

    /** The size of all elements in bytes. */
    default long nbytes() {
        return (long) numel() * elementSize();
    }

    /** Where the first element lies in the storage, in elements. */
    default int storageOffset() {
        return self().offset();
    }

    /** Whether the dtype is floating. */
    default boolean isFloatingPoint() {
        return dtype().isFloating();
    }

    /** Whether the dtype has negative numbers. */
    default boolean isSigned() {
        return dtype() != DType.UINT8 && dtype() != DType.BOOL;
    }

    /** Whether the only element is not zero. @throws ShapeException if there are more or none */
    default boolean isNonzero() {
        return self().itemBoolean();
    }

    /** Whether another tensor has this one's shape. */
    default boolean isSameSize(Tensor other) {
        return shape().equals(other.shape());
    }

    /** How often the memory was changed in place, which backward compares with what it was at a call. */
    default int version() {
        return self().storage().version();
    }

    /**
     * {@link Tensor#detach}: the same memory without a history. Unlike PyTorch's {@code x.data}, a change through it is
     * counted, so that backward finds what it spoils.
     */
    default Tensor data() {
        return self().detach();
    }
}
