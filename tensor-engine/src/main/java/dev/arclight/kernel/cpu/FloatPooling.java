package dev.arclight.kernel.cpu;

/** Where {@link Pool} gets its kernel for windows of 2 × 2 side by side from: on vectors, or portable. */
public interface FloatPooling {
    /**
     * Puts the maxima of contiguous planes into {@code out} and their indices within the plane into {@code indices}; the
     * planes have at least two rows and columns, an odd last row or column is left out.
     */
    void maxTwoByTwo(
            float[] in,
            int offset,
            int planes,
            int height,
            int width,
            float[] out,
            int outOffset,
            long[] indices,
            int indicesOffset);
}
