package dev.arclight.kernel.cpu;

/**
 * Running {@code log Σ eˣ} of rows of floats. Blocks whose elements lie near to what comes before are exponentials of
 * differences from one number, added up in double, and the logarithms of these sums: functions that run on vectors. Other
 * blocks, where such exponentials would underflow, and those with infinities or NaN are computed one by one in double. One
 * instance serves one thread.
 */
final class LogSumExpScan {
    /** Elements of a block: enough for vectors to pay, few enough that they seldom lie far apart. */
    private static final int BLOCK = 128;

    /**
     * How far a block's greatest element may lie above the first result. An error of the exponential or the logarithm, half a
     * unit in the last place of a number of this size, then stays below 1e-6.
     */
    private static final double FAR = 16;

    private static final FloatLoops.Binary SUBTRACT = Loops.kernel(FloatBinaryFunction.SUBTRACT);
    private static final FloatLoops.Unary EXP = Loops.kernel(FloatFunction.EXP);
    private static final FloatLoops.Unary LOG = Loops.kernel(FloatFunction.LOG);

    private final float[] scratch = new float[BLOCK];
    private final float[] shift = new float[1];

    /** {@code out} may be {@code in} at the same offset. */
    void run(float[] in, int offset, int n, float[] out, int outOffset) {
        // What is before is log(sum) + shift.
        double before = Double.NEGATIVE_INFINITY;
        float alone = n > 0 ? in[offset] : 0;
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            float most = Reduce.FLOATS.max(in, offset + i, m);
            double first = Scans.logAddExp(before, in[offset + i]);
            if (Math.abs(first) < Double.POSITIVE_INFINITY && most - first <= FAR) {
                before = near(in, offset + i, m, Math.max(most, (float) before), before, out, outOffset + i);
            } else {
                before = oneByOne(in, offset + i, m, before, out, outOffset + i);
            }
        }
        if (n > 0) {
            // One number's is itself, to the bit.
            out[outOffset] = alone;
        }
    }

    private double near(float[] in, int offset, int n, float center, double before, float[] out, int outOffset) {
        shift[0] = center;
        SUBTRACT.run(in, offset, 1, shift, 0, 0, scratch, 0, n);
        EXP.run(scratch, 0, scratch, 0, n);
        double sum = Math.exp(before - center);
        for (int i = 0; i < n; i++) {
            sum += scratch[i];
            scratch[i] = (float) sum;
        }
        LOG.run(scratch, 0, scratch, 0, n);
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = scratch[i] + center;
        }
        return Math.log(sum) + center;
    }

    private static double oneByOne(float[] in, int offset, int n, double before, float[] out, int outOffset) {
        double sum = before;
        for (int i = 0; i < n; i++) {
            sum = Scans.logAddExp(sum, in[offset + i]);
            out[outOffset + i] = (float) sum;
        }
        return sum;
    }
}
