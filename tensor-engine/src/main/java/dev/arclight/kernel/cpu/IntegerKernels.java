package dev.arclight.kernel.cpu;

/**
 * The loops of int8 layers: on vectors, or portable. All results are whole numbers or rounded once, so every implementation
 * gives the same bits. Stateless and safe for all threads; callers have checked the spans.
 */
public interface IntegerKernels {
    /**
     * A row by some panels: {@code c[cOffset + p·width + j] = Σ a[aOffset + l]·panels[panelOffset + p·stride + l·width + j]}.
     *
     * @param a whole numbers from -127 to 127
     * @param stride from one panel to the next
     * @param count of panels
     */
    void row(
            short[] a,
            int aOffset,
            int depth,
            byte[] panels,
            int panelOffset,
            int stride,
            int count,
            int width,
            int[] c,
            int cOffset);

    /** {@code out[o + i] (+)= in[at + i]} for floats that are whole and at most 2²⁴ in size. */
    void whole(float[] in, int at, int[] out, int o, int n, boolean accumulate);

    /** The bits of the largest absolute value; those of NaN are above those of infinity. 0 if {@code n} is 0. */
    int largestBits(float[] in, int at, int n);

    /**
     * {@code out[o + i] = in[at + i]·factor + zero}, which is at most 2²² in size, as the nearest whole number, ties to even.
     *
     * @param zero what 0 becomes, an even number
     */
    void round(float[] in, int at, float factor, int zero, byte[] out, int o, int n);

    /**
     * {@code out[o + i] = (in[at + i] - excess[i])·(scale·scales[s + i]) + shifts[t + i]}; without shifts if that array is
     * empty.
     *
     * @param shifts may be {@code out} with {@code t} as {@code o}, to add to what is there
     */
    void scale(
            int[] in,
            int at,
            int[] excess,
            float scale,
            float[] scales,
            int s,
            float[] shifts,
            int t,
            float[] out,
            int o,
            int n);
}
