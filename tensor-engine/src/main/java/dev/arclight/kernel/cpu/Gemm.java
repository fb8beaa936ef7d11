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
 * zero or, when accumulating, at what C holds; then come bias and activation. So the bits of a row depend neither on
 * {@code m} and {@code n}, nor on strides, nor on whether vectors are used or how wide they are, and a product may be cut
 * along the depth into calls that accumulate. NaN and infinities behave as in plain loops.
 *
 * <p>Safe for all threads; each call works on the calling thread alone and keeps its packed panels in a workspace of
 * that thread, of at most 4 MiB.
 */
public final class Gemm {
    private Gemm() {}

    /** The float kernels that this JVM chose, for people. */
    public static String description() {
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        String tiles = (VectorSupport.isAvailable() ? "vector" : "scalar") + " tiles of up to "
                + TileChoice.groups() * kernels.rowGroup() + " rows and " + kernels.panelWidth() + " columns";
        String outcome = TileChoice.outcome();
        return outcome == null ? tiles : tiles + "; " + outcome;
    }

    /**
     * Times the tiles, in up to some seconds where the JIT is busy, and has the next lower ones used if the JIT made slow code of the tallest. A program
     * need not call this: it happens by itself once it has multiplied for a while.
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
        GemmDouble.multiply(
                GemmKernels.DOUBLE,
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
                c,
                cOffset,
                cRowStride,
                accumulate,
                epilogue);
    }
}
