package dev.arclight.kernel.cpu;

/**
 * A float matrix in the panels that matrix multiplication reads, packed once and used for many products, as the weights
 * of a model are.
 *
 * <pre>{@code
 * PackedB weights = PackedB.pack(k, n, w, 0, 1, k); // wᵀ of a contiguous w[n×k]
 * Gemm.sgemm(m, x, 0, k, 1, weights, y, 0, n, false, null);
 * }</pre>
 *
 * <p>Immutable, so safe for all threads. The layout depends on the machine: never write it to a file.
 */
public final class PackedB {
    private final GemmFloatKernels kernels;
    private final int depth;
    private final int columns;
    private final int stride;
    private final int first;
    private final float[] panels;

    private PackedB(GemmFloatKernels kernels, int depth, int first, int columns, int stride, float[] panels) {
        this.kernels = kernels;
        this.depth = depth;
        this.first = first;
        this.columns = columns;
        this.stride = stride;
        this.panels = panels;
    }

    /**
     * Packs a copy of a matrix.
     *
     * @param k its rows, the depth of the product
     * @param n its columns
     * @throws IllegalArgumentException if an extent is negative, the matrix reaches beyond its array, or its panels
     *     would not fit into one array
     */
    public static PackedB pack(int k, int n, float[] b, int bOffset, int bRowStride, int bColStride) {
        return pack(GemmKernels.FLOAT, k, n, b, bOffset, bRowStride, bColStride);
    }

    static PackedB pack(
            GemmFloatKernels kernels, int k, int n, float[] b, int bOffset, int bRowStride, int bColStride) {
        GemmBlocking.checkMatrix("B", b.length, bOffset, k, n, bRowStride, bColStride);
        int width = kernels.panelWidth();
        long stride = (n + width - 1L) / width * width;
        if (stride * k > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "gemm: B, " + k + "×" + n + ", does not fit into one array when packed; split its columns");
        }
        float[] panels = new float[(int) stride * k];
        PackedB packed = new PackedB(kernels, k, 0, n, (int) stride, panels);
        int blocks = GemmBlocking.depthBlocks(k);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(k, blocks, block);
            int length = GemmBlocking.depthStart(k, blocks, block + 1) - start;
            for (int j = 0; j < n; j += width) {
                kernels.packB(
                        b,
                        bOffset + start * bRowStride + j * bColStride,
                        bRowStride,
                        bColStride,
                        length,
                        Math.min(width, n - j),
                        panels,
                        packed.panelOffset(start, length, j));
            }
        }
        return packed;
    }

    /** Rows of the matrix, the depth of the product. */
    public int depth() {
        return depth;
    }

    /** Columns of the matrix and of the product. */
    public int columns() {
        return columns;
    }

    /** Some of the columns, from one on that is a multiple of the panels' width. */
    PackedB columns(int from, int count) {
        return new PackedB(kernels, depth, first + from, count, stride, panels);
    }

    GemmFloatKernels kernels() {
        return kernels;
    }

    float[] panels() {
        return panels;
    }

    /** Where the panel lies that begins at depth {@code start} and column {@code column}. */
    int panelOffset(int start, int length, int column) {
        return start * stride + (first + column) * length;
    }
}
