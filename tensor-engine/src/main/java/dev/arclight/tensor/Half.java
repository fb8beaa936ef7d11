package dev.arclight.tensor;

/**
 * One 16-bit floating number and float32, both ways: float16 (IEEE 754 binary16) and bfloat16 (the upper half of a
 * float32). To 16 bits is rounded once, to nearest and ties to even; subnormals and infinities are kept and a NaN stays
 * one.
 *
 * <p>All are free of branches that depend on the number, so that loops over them take the same time for any.
 */
public final class Half {
    private static final int FLOAT_INFINITY = 0x7f800000;

    private Half() {}

    /** The number that float16 bits stand for, exactly. */
    public static float fromFloat16(short bits) {
        int magnitude = bits & 0x7fff;
        // The exponent's bias grows from 15 to 127, and the exponent of infinity and NaN to the largest.
        int infinite = 0x7bff - magnitude >> 31 & 112 << 23;
        int normal = (magnitude << 13) + (112 << 23) + infinite;
        int subnormal = Float.floatToRawIntBits(magnitude * 0x1p-24f);
        return Float.intBitsToFloat((magnitude < 0x400 ? subnormal : normal) | (bits & 0x8000) << 16);
    }

    /** The float16 bits of the number nearest to {@code value}. */
    public static short toFloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int magnitude = bits & 0x7fffffff;
        // Half a unit less one, and one more if the last kept bit is odd; from 65520 on this carries into infinity.
        int rounded = magnitude - (112 << 23) + 0xfff + (magnitude >> 13 & 1) >> 13;
        int normal = Math.min(rounded, 0x7c00);
        // The unit of 0.5f is 2⁻²⁴, that of float16's subnormals: the addition rounds to it.
        int subnormal = Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) + 0.5f) - 0x3f000000;
        int finite = magnitude < 0x38800000 ? subnormal : normal;
        return (short) ((magnitude > FLOAT_INFINITY ? 0x7e00 : finite) | bits >> 16 & 0x8000);
    }

    /** The number that bfloat16 bits stand for, exactly. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The bfloat16 bits of the number nearest to {@code value}. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7fff + (bits >> 16 & 1) >> 16;
        return (short) ((bits & 0x7fffffff) > FLOAT_INFINITY ? 0x7fc0 : rounded);
    }

    /** The number that bits of a half dtype stand for. @throws DTypeException if it is none */
    public static float from(DType dtype, short bits) {
        return isBfloat16(dtype) ? fromBfloat16(bits) : fromFloat16(bits);
    }

    /** The bits of the number nearest to {@code value} in a half dtype. @throws DTypeException if it is none */
    public static short to(DType dtype, float value) {
        return isBfloat16(dtype) ? toBfloat16(value) : toFloat16(value);
    }

    private static boolean isBfloat16(DType dtype) {
        if (!dtype.isHalf()) {
            throw new DTypeException(dtype + " is not a 16-bit floating dtype; expected float16 or bfloat16");
        }
        return dtype == DType.BFLOAT16;
    }
}
