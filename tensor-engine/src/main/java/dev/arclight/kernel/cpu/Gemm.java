package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Matrix multiplication {@code C = A·B} or {@code C += A·B} of row-major or arbitrarily strided float and double
 * matrices that lie in Java arrays.
 *
 * <pre>{@code
 * // y[m×n] = relu(x[m×k] · wᵀ + bias), w being [n×k] and contiguous
 * Gemm.sgemm(m, n, k, x, 0, k, 1, w, 0, 1, k, y, 0, n, false, Epilogue.columnBias(bias, 0, EpilogueActivation.RELU));
 * }</pre>
 *
 * <p>Transposes and strided views need no copy: element {@code (i, j)} of A lies at
 * {@code aOffset + i * aRowStride + j * aColStride}, of B likewise; strides may be zero or negative. The columns of C
 * are contiguous, and C must not overlap A, B or the bias.
 *
 * <p><b>Numerics.</b> Each element is one chain of fused multiply-adds in ascending order of the depth, which begins at
 * zero or, when accumulating, at what C holds; then comes the epilogue. So the bits of a row depend neither on
 * {@code m} and {@code n}, nor on strides, nor on whether vectors are used or how wide they are, and a product may be cut
 * along the depth into calls that accumulate. NaN and infinities behave as in plain loops.
 *
 * <p>Safe for all threads. A large product is cut along its rows or columns into parts for several {@link Threads}; each keeps
 * its packed panels in a workspace of its thread, of at most 6 MiB.
 */
public final class Gemm {
    /** Multiplications that are worth a thread: they take some 80 µs. */
    static final long WORTH_A_THREAD = 1 << 22;

    /** Rows of a part are a multiple of the tallest tile's. */
    private static final int ROWS = 12;

    private Gemm() {}

    /** Part of a product. */
    private interface Part {
        void multiply(int row, int rows, int column, int columns);
    }

    /**
     * Has parts of a product computed on several threads, or the whole on this one. A product is cut along the longer side, for
     * each part packs what the other side has.
     *
     * @param step what the first column of a part is a multiple of
     */
    private static void inParts(int m, int n, int k, int step, Part part) {
        int parts = Threads.parts((long) m * n * k, WORTH_A_THREAD);
        boolean byRows = m > n;
        int most = byRows ? m / ROWS : n / step;
        int cuts = Math.min(parts, most);
        if (cuts < 2) {
            part.multiply(0, m, 0, n);
            return;
        }
        Threads.run(cuts, i -> {
            int from = Threads.start(byRows ? m : n, cuts, i, byRows ? ROWS : step);
            int until = Threads.start(byRows ? m : n, cuts, i + 1, byRows ? ROWS : step);
            if (byRows) {
                part.multiply(from, until - from, 0, n);
            } else {
                part.multiply(0, m, from, until - from);
            }
        });
    }

    /** The float kernels that this JVM chose, for people. */
    public static String description() {
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        String tiles = (VectorSupport.isAvailable() ? "vector" : "scalar") + " tiles of up to "
                + TileChoice.groups() * kernels.rowGroup() + " rows and " + kernels.panelWidth() + " columns";
        String outcome = TileChoice.outcome();
        return outcome == null ? tiles : tiles + "; " + outcome;
    }

    /**
     * Times the tiles, in up to some seconds where the JIT is busy, and has the next lower ones used if the JIT made slow code of
     * the tallest. A program need not call this: it happens by itself once it has multiplied for a while.
     */
    public static void check() {
        TileChoice.check(true);
    }

    /**
     * Multiplies float matrices.
     *
     * @param m rows of A and C, at least 0
     * @param n columns of B and C, at least 0
     * @param k columns of A and rows of B, at least 0; 0 makes the product zero
     * @param accumulate whether the product is added to C, or replaces what C holds
     * @param epilogue what is done to the elements once complete, or null for nothing
     * @throws IllegalArgumentException if an extent is negative or a matrix reaches beyond its array
     */
    public static void sgemm(
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        GemmBlocking.checkMatrix("A", a.length, aOffset, m, k, aRowStride, aColStride);
        GemmBlocking.checkMatrix("B", b.length, bOffset, k, n, bRowStride, bColStride);
        GemmBlocking.checkResult(c.length, cOffset, m, n, cRowStride);
        // Small products, of which a network makes many, do without an object for the parts.
        if (!Threads.worth((long) m * n * k, WORTH_A_THREAD)) {
            GemmFloat.multiply(
                    GemmKernels.FLOAT,
                    m,
                    n,
                    k,
                    a,
                    aOffset,
                    aRowStride,
                    aColStride,
                    b,
                    bOffset,
                    bRowStride,
                    bColStride,
                    null,
                    c,
                    cOffset,
                    cRowStride,
                    accumulate,
                    epilogue);
            return;
        }
        inParts(
                m,
                n,
                k,
                GemmKernels.FLOAT.panelWidth(),
                (row, rows, column, columns) -> GemmFloat.multiply(
                        GemmKernels.FLOAT,
                        rows,
                        columns,
                        k,
                        a,
                        aOffset + row * aRowStride,
                        aRowStride,
                        aColStride,
                        b,
                        bOffset + column * bColStride,
                        bRowStride,
                        bColStride,
                        null,
                        c,
                        cOffset + row * cRowStride + column,
                        cRowStride,
                        accumulate,
                        epilogue == null ? null : epilogue.from(row, column)));
    }

    /**
     * Multiplies float matrices, B having been packed before; the result is bit for bit that of the other overload.
     *
     * @param b the packed matrix, which gives {@code n} and {@code k}
     * @throws IllegalArgumentException if {@code m} is negative or a matrix reaches beyond its array
     */
    public static void sgemm(
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            PackedB b,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        GemmBlocking.checkMatrix("A", a.length, aOffset, m, b.depth(), aRowStride, aColStride);
        GemmBlocking.checkResult(c.length, cOffset, m, b.columns(), cRowStride);
        if (!Threads.worth((long) m * b.columns() * b.depth(), WORTH_A_THREAD)) {
            packed(m, a, aOffset, aRowStride, aColStride, b, c, cOffset, cRowStride, accumulate, epilogue);
            return;
        }
        inParts(
                m,
                b.columns(),
                b.depth(),
                b.kernels().panelWidth(),
                (row, rows, column, columns) -> packed(
                        rows,
                        a,
                        aOffset + row * aRowStride,
                        aRowStride,
                        aColStride,
                        b.columns(column, columns),
                        c,
                        cOffset + row * cRowStride + column,
                        cRowStride,
                        accumulate,
                        epilogue == null ? null : epilogue.from(row, column)));
    }

    private static void packed(
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            PackedB b,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        GemmFloat.multiply(
                b.kernels(),
                m,
                b.columns(),
                b.depth(),
                a,
                aOffset,
                aRowStride,
                aColStride,
                GemmBlocking.NO_FLOATS,
                0,
                0,
                0,
                b,
                c,
                cOffset,
                cRowStride,
                accumulate,
                epilogue);
    }

    /**
     * Multiplies double matrices; arguments as those of {@link #sgemm(int, int, int, float[], int, int, int, float[],
     * int, int, int, float[], int, int, boolean, Epilogue)}.
     *
     * @throws IllegalArgumentException if an extent is negative or a matrix reaches beyond its array
     */
    public static void dgemm(
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        GemmBlocking.checkMatrix("A", a.length, aOffset, m, k, aRowStride, aColStride);
        GemmBlocking.checkMatrix("B", b.length, bOffset, k, n, bRowStride, bColStride);
        GemmBlocking.checkResult(c.length, cOffset, m, n, cRowStride);
        if (epilogue != null && epilogue.function() != null) {
            throw new IllegalArgumentException(
                    "gemm: the epilogue of a double product ends with a function of floats, " + epilogue.function());
        }
        inParts(
                m,
                n,
                k,
                GemmKernels.DOUBLE.panelWidth(),
                (row, rows, column, columns) -> GemmDouble.multiply(
                        GemmKernels.DOUBLE,
                        rows,
                        columns,
                        k,
                        a,
                        aOffset + row * aRowStride,
                        aRowStride,
                        aColStride,
                        b,
                        bOffset + column * bColStride,
                        bRowStride,
                        bColStride,
                        c,
                        cOffset + row * cRowStride + column,
                        cRowStride,
                        accumulate,
                        epilogue == null ? null : epilogue.from(row, column)));
    }
}
