package dev.arclight.kernel.cpu;

import java.util.Arrays;

/** How a row of floats becomes int8 codes of one scale: symmetric about zero, the largest element at ±127. */
public final class Int8Codes {
    /** Products of codes are at most 127 · 128; more of them could pass 2³¹. */
    public static final int MOST_DEPTH = Integer.MAX_VALUE / (127 * 128);

    /** Codes go from -127 to 127, so that zero lies in the middle. */
    private static final int LARGEST_CODE = 127;

    /** A row whose largest element lies below counts as zero: 127 divided by it would pass the largest float. */
    private static final float SMALLEST_ROW = LARGEST_CODE / Float.MAX_VALUE;

    private Int8Codes() {}

    /**
     * Writes a row's codes and returns the worth of one step: NaN, with codes of zero, if an element is not finite.
     *
     * @param zero what is added to each code: 0, or 128 for codes without a sign
     */
    public static float round(float[] values, int from, int count, int zero, byte[] codes, int to) {
        IntegerKernels kernels = IntegerGemm.kernels();
        float largest = Float.intBitsToFloat(kernels.largestBits(values, from, count));
        if (!(largest >= SMALLEST_ROW && largest <= Float.MAX_VALUE)) {
            Arrays.fill(codes, to, to + count, (byte) zero);
            return largest < SMALLEST_ROW ? 0 : Float.NaN;
        }
        kernels.round(values, from, LARGEST_CODE / largest, zero, codes, to, count);
        return largest / LARGEST_CODE;
    }
}
