package dev.arclight.tensor;

/** The same elements in another dtype; a tensor that has it already is returned as it is. */
public sealed interface TensorConversions extends TensorBase permits Tensor {
    /** Converted to the dtype of {@code other}, as {@code Tensor.to(other)}. */
    default Tensor to(Tensor other) {
        return self().to(other.dtype());
    }

    /** Converted to the dtype of {@code other}, as {@code Tensor.type_as}. */
    default Tensor typeAs(Tensor other) {
        return self().to(other.dtype());
    }

    /** To float32, as {@code Tensor.float()}. */
    default Tensor toFloat() {
        return self().to(DType.FLOAT32);
    }

    /** To float64, as {@code Tensor.double()}. */
    default Tensor toDouble() {
        return self().to(DType.FLOAT64);
    }

    /** To float16, rounded to nearest, as {@code Tensor.half()}; beyond 65504 is infinite. */
    default Tensor toHalf() {
        return self().to(DType.FLOAT16);
    }

    /** To bfloat16, rounded to nearest, as {@code Tensor.bfloat16()}. */
    default Tensor toBfloat16() {
        return self().to(DType.BFLOAT16);
    }

    /** To int64, as {@code Tensor.long()}. */
    default Tensor toLong() {
        return self().to(DType.INT64);
    }

    /** To int32, as {@code Tensor.int()}. */
    default Tensor toInt() {
        return self().to(DType.INT32);
    }

    /** To int16, as {@code Tensor.short()}. */
    default Tensor toShort() {
        return self().to(DType.INT16);
    }

    /** To uint8, as {@code Tensor.byte()}: PyTorch's byte is unsigned; {@link #toChar} is Java's. */
    default Tensor toByte() {
        return self().to(DType.UINT8);
    }

    /** To int8, as {@code Tensor.char()}. */
    default Tensor toChar() {
        return self().to(DType.INT8);
    }

    /** To bool, as {@code Tensor.bool()}: anything but zero is true. */
    default Tensor toBool() {
        return self().to(DType.BOOL);
    }
}
