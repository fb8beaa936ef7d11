package dev.arclight.tensor;

import java.util.Arrays;

/** Elements out of a tensor and into Java; everything is a copy in row-major order. */
public sealed interface TensorReading extends TensorBase permits Tensor {
    /**
     * The only element, truncated to a long; an int64 one exactly, where {@link Tensor#item()} rounds beyond 2⁵³.
     *
     * @throws ShapeException if there are more or none
     */
    default long itemLong() {
        double only = self().item();
        return dtype().isFloating() ? (long) only : self().wholeAt(self().offset());
    }

    /** Whether the only element is not zero. @throws ShapeException if there are more or none */
    default boolean itemBoolean() {
        return self().item() != 0;
    }

    /** The elements converted to int. */
    default int[] toIntArray() {
        Tensor plain = plain(DType.INT32);
        return Arrays.copyOfRange(plain.storage().ints(), plain.offset(), plain.offset() + numel());
    }

    /** The elements converted to int8; those of a uint8 tensor as the bytes they are. */
    default byte[] toByteArray() {
        Tensor plain = plain(dtype() == DType.UINT8 ? DType.UINT8 : DType.INT8);
        return Arrays.copyOfRange(plain.storage().bytes(), plain.offset(), plain.offset() + numel());
    }

    /** Whether each element is not zero. */
    default boolean[] toBooleanArray() {
        Tensor plain = plain(DType.BOOL);
        byte[] bytes = plain.storage().bytes();
        boolean[] truths = new boolean[numel()];
        for (int i = 0; i < truths.length; i++) {
            truths[i] = bytes[plain.offset() + i] != 0;
        }
        return truths;
    }

    /**
     * Arrays of arrays: a float32 matrix gives a {@code float[][]}. Float16 and bfloat16 give floats, uint8 ints, bool
     * booleans; a scalar gives its boxed number.
     */
    default Object toNestedArray() {
        return NestedArrays.toArrays(self());
    }

    /**
     * Lists of lists as Python's {@code tolist}: floating elements as Double, whole ones as Long, bool as Boolean; a scalar
     * gives the number alone.
     */
    default Object tolist() {
        return NestedArrays.toLists(self());
    }

    private Tensor plain(DType dtype) {
        return self().detach().to(dtype).contiguous();
    }
}
