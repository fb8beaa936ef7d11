package dev.arclight.kernel.cpu;

/**
 * The loops of int8 layers: on vectors, or portable. All results are whole numbers or rounded once, so every implementation
 * gives the same bits. Stateless and safe for all threads; callers have checked the spans.
 */
public interface IntegerKernels {
    /** How deep {@link #row} may go: each of its sums in float takes at most a quarter of as many products of 127 · 128. */
    int DEEPEST_ROW = 4096;

    /**
     * {@code c[cOffset + j] (+)= Σ a[aOffset + l]·panel[panelOffset + l·width + j]} for the {@code width} columns of a panel.
     *
     * @param a whole numbers from -127 to 127
     * @param depth at most {@link #DEEPEST_ROW}
     */
    void row(
            float[] a,
            int aOffset,
            int depth,
            byte[] panel,
            int panelOffset,
            int width,
            int[] c,
            int cOffset,
            boolean accumulate);

    /** {@code out[o + i] (+)= in[at + i]} for floats that are whole and at most 2²⁴ in size. */
    void whole(float[] in, int at, int[] out, int o, int n, boolean accumulate);

    /** The bits of the largest absolute value; those of NaN are above those of infinity. 0 if {@code n} is 0. */
    int largestBits(float[] in, int at, int n);

    /** {@code out[o + i] = in[at + i]·factor}, which is at most 2²² in size, as the nearest whole number, ties to even. */
    void round(float[] in, int at, float factor, byte[] out, int o, int n);

    /** {@code out[o + i] = in[at + i]·(scale·scales[s + i]) + shifts[s + i]}; without shifts if that array is empty. */
    void scale(int[] in, int at, float scale, float[] scales, float[] shifts, int s, float[] out, int o, int n);
}
