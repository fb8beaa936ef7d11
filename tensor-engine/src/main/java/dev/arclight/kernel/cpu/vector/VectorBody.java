package dev.arclight.kernel.cpu.vector;

/** The loop of a formula, written by {@link LoopWriter}; {@code n} is a multiple of the lanes. */
interface VectorBody {
    /**
     * @param out where the results go, unless they are a test's
     * @param flags where a test's results go, 0 or 1
     * @param a the first operand, a span or one number as the body was written for; so {@code b} and {@code c}, unused if
     *     the formula has fewer
     * @param memory what stages of one formula hand on; empty unless this is one
     * @param p the first parameter; so {@code q} and {@code r}
     */
    void run(
            float[] out,
            int[] flags,
            int outOffset,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            float[] c,
            int cOffset,
            float p,
            float q,
            float r,
            float[] memory,
            int n);
}
