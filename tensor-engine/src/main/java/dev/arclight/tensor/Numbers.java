package dev.arclight.tensor;

/** Java numbers on their way into tensors: those that the dtype has no room for are refused, as in PyTorch. */
final class Numbers {
    private Numbers() {}

    /**
     * A number that is to be written into a tensor of a dtype; a fraction is cut off where that is whole.
     *
     * @throws ArclightException naming {@code what} if the dtype does not reach so far
     */
    static Tensor fitting(String what, DType dtype, double value) {
        boolean fits = switch (dtype) {
            case BOOL -> true;
            case UINT8 -> value >= 0 && value <= 255;
            case INT8 -> value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE;
            case INT16 -> value >= Short.MIN_VALUE && value <= Short.MAX_VALUE;
            case INT32 -> value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
            case INT64 -> value >= Long.MIN_VALUE && value <= Long.MAX_VALUE;
            case FLOAT16, BFLOAT16, FLOAT32 -> !(Math.abs(value) > dtype.finfo().max()) || Double.isInfinite(value);
            case FLOAT64 -> true;
        };
        if (!fits) {
            throw refused(what, dtype, String.valueOf(value));
        }
        return Tensor.number(value);
    }

    /** As {@link #fitting(String, DType, double)}, exactly; for uint8 a negative number counts from 256 down. */
    static Tensor fitting(String what, DType dtype, long value) {
        boolean fits = switch (dtype) {
            case BOOL, INT64, FLOAT64, FLOAT32, BFLOAT16 -> true;
            case UINT8 -> value >= -255 && value <= 255;
            case INT8 -> value == (byte) value;
            case INT16 -> value == (short) value;
            case INT32 -> value == (int) value;
            case FLOAT16 -> Math.abs((double) value) <= dtype.finfo().max();
        };
        if (!fits) {
            throw refused(what, dtype, String.valueOf(value));
        }
        return Tensor.number(value);
    }

    private static ArclightException refused(String what, DType dtype, String value) {
        return new ArclightException(what + ": " + value + " cannot be converted to " + dtype
                + " without overflow; convert the tensor to a wider dtype first");
    }
}
