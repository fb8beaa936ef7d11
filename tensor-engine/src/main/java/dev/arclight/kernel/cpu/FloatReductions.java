package dev.arclight.kernel.cpu;

/**
 * Where {@link Reduce} gets the reductions of float spans from: on vectors, or portable; both give the same bits.
 *
 * <p>Sums and products of sums are taken over blocks of {@link #BLOCK} elements. Within a block, lane {@code j} of
 * {@link #LANES} times {@link #GROUPS} adds the elements {@code j, j + 64, …}; the groups of a lane are added as
 * {@code (0 + 1) + (2 + 3)}, then come the remaining whole rows of 16, then lanes are halved until one is left, then the
 * remaining elements one by one. Blocks are added in double. So the order depends on the length alone, and an element
 * takes part in some 25 roundings to float however long the span is. Sums of columns add the elements of a column in the
 * same order, so that a sum does not depend on how its elements lie in memory.
 */
public interface FloatReductions {
    int LANES = 16;
    /** Independent sums per lane: they hide the latency of the addition (4 cycles, two additions a cycle at best). */
    int GROUPS = 4;
    /** Short enough for the error (a lane adds 16 elements in a row), long enough to pay for joining the lanes. */
    int BLOCK = 1024;

    float sum(float[] in, int offset, int n);

    /** {@code out[outOffset + row]} is the sum of the n elements from {@code in[offset + row * step]} on. */
    void sumRows(float[] in, int offset, int n, int step, int rows, float[] out, int outOffset);

    /** The sum of {@code in[offset + i * stride]} for {@code 0 <= i < n}, in the order of a span. */
    float sum(float[] in, int offset, int n, int stride);

    float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

    /**
     * Products of every 16th element in the first 16 of 32 places of {@code products}, n being a multiple of 32: of every
     * 32nd, of which two are joined.
     *
     * @return whether no product on the way was so small that it lost digits
     */
    boolean products(float[] in, int offset, int n, float[] products);

    /** As {@link #products}, {@code products[j]} of {@code in[offset + row * stride + j]} over rows. */
    boolean productColumns(float[] in, int offset, int rows, int stride, int width, float[] products);

    /** The greatest element, NaN if there is one; n ≥ 1. */
    float max(float[] in, int offset, int n);

    /** The least element, NaN if there is one; n ≥ 1. */
    float min(float[] in, int offset, int n);

    /** The first index, from 0, of an element equal to {@code value} (of a NaN, if it is NaN), or −1. */
    int indexOf(float[] in, int offset, int n, float value);

    /**
     * The first index, from 0, of an element above {@code limit} (or, not {@code above}, below it), or n. With {@code above}, a
     * NaN is above everything.
     */
    int firstBeyond(float[] in, int offset, int n, float limit, boolean above);

    /** {@code out[j]} is the sum over rows of {@code in[row * stride + j]}, for {@code 0 <= j < width}. */
    void sumColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset);

    /** As {@link #sumColumns(float[], int, int, int, int, float[], int)} of rows that lie side by side. */
    default void sumColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        sumColumns(in, offset, rows, width, width, out, outOffset);
    }

    /** As {@link #sumColumns(float[], int, int, int, int, float[], int)}, the greatest element; rows ≥ 1. */
    void maxColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset);

    /** As {@link #maxColumns(float[], int, int, int, int, float[], int)} of rows that lie side by side. */
    default void maxColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        maxColumns(in, offset, rows, width, width, out, outOffset);
    }

    /** As {@link #sumColumns(float[], int, int, int, int, float[], int)}, the least element; rows ≥ 1. */
    void minColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset);

    /**
     * {@code found[j]} is the first row whose element of column {@code j} equals {@code values[j]}, or is NaN; some row has
     * such an element.
     */
    void indexColumns(float[] in, int offset, int rows, int stride, int width, float[] values, int[] found);
}
