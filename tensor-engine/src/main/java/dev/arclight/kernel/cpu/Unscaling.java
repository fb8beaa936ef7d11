package dev.arclight.kernel.cpu;

/** Gradients divided by the scale that their loss was multiplied by, and whether they were finite, in one pass. */
public final class Unscaling {
    private Unscaling() {}

    /**
     * Multiplies {@code n} numbers in place.
     *
     * @return whether all were finite before
     */
    public static boolean multiply(float[] x, int offset, int n, float factor) {
        // Nothing finite times zero is anything but zero; four sums, so that no addition waits for the one before.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = offset;
        int end = offset + n;
        for (; i <= end - 4; i += 4) {
            float x0 = x[i];
            float x1 = x[i + 1];
            float x2 = x[i + 2];
            float x3 = x[i + 3];
            a += x0 * 0f;
            b += x1 * 0f;
            c += x2 * 0f;
            d += x3 * 0f;
            x[i] = x0 * factor;
            x[i + 1] = x1 * factor;
            x[i + 2] = x2 * factor;
            x[i + 3] = x3 * factor;
        }
        for (; i < end; i++) {
            a += x[i] * 0f;
            x[i] *= factor;
        }
        return a + b + c + d == 0f;
    }
}
