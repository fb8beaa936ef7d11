package dev.arclight.kernel.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The right factor of matrix products of floats or doubles: a matrix with any strides in an array, packed beforehand
 * where it is used for several products and the type has a packed form. Results are bit for bit those of {@link Gemm}.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public abstract class RightFactor<A> {
    /** Makes factors of one type. */
    public interface Maker<A> {
        /**
         * @param k rows, the depth of the products
         * @param n columns
         * @param reused whether it is worth packing; the array must not change while a factor that was packed is used
         */
        RightFactor<A> of(int k, int n, A b, int offset, int rowStride, int columnStride, boolean reused);

        /** A product with a factor that is used once: {@code C = A·B} or {@code C += A·B}, as {@link Gemm}. */
        void multiply(
                int m,
                int n,
                int k,
                A a,
                int aOffset,
                int aRow,
                int aColumn,
                A b,
                int bOffset,
                int bRow,
                int bColumn,
                A c,
                int cOffset,
                int cRow,
                boolean accumulate);
    }

    public static final Maker<float[]> FLOATS = new Maker<>() {
        @Override
        public RightFactor<float[]> of(int k, int n, float[] b, int offset, int row, int column, boolean reused) {
            PackedB packed = reused ? PackedB.pack(k, n, b, offset, row, column) : null;
            return new Floats(k, n, b, offset, row, column, packed);
        }

        @Override
        public void multiply(
                int m,
                int n,
                int k,
                float[] a,
                int aOffset,
                int aRow,
                int aColumn,
                float[] b,
                int bOffset,
                int bRow,
                int bColumn,
                float[] c,
                int cOffset,
                int cRow,
                boolean accumulate) {
            Gemm.sgemm(
                    m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, null);
        }
    };

    public static final Maker<double[]> DOUBLES = new Maker<>() {
        @Override
        public RightFactor<double[]> of(int k, int n, double[] b, int offset, int row, int column, boolean reused) {
            return new Doubles(k, n, b, offset, row, column);
        }

        @Override
        public void multiply(
                int m,
                int n,
                int k,
                double[] a,
                int aOffset,
                int aRow,
                int aColumn,
                double[] b,
                int bOffset,
                int bRow,
                int bColumn,
                double[] c,
                int cOffset,
                int cRow,
                boolean accumulate) {
            Gemm.dgemm(
                    m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, bColumn, c, cOffset, cRow, accumulate, null);
        }
    };

    private RightFactor() {}

    /** A matrix of floats that was packed before. */
    public static RightFactor<float[]> of(PackedB packed) {
        return new Floats(packed.depth(), packed.columns(), GemmBlocking.NO_FLOATS, 0, 0, 0, packed);
    }

    /** {@code C = A·B} or {@code C += A·B} with {@code m} rows of A. */
    public abstract void multiply(
            int m, A a, int aOffset, int aRow, int aColumn, A c, int cOffset, int cRow, boolean accumulate);

    private static final class Floats extends RightFactor<float[]> {
        private final int k;
        private final int n;
        private final float[] b;
        private final int offset;
        private final int row;
        private final int column;
        private final @Nullable PackedB packed;

        Floats(int k, int n, float[] b, int offset, int row, int column, @Nullable PackedB packed) {
            this.k = k;
            this.n = n;
            this.b = b;
            this.offset = offset;
            this.row = row;
            this.column = column;
            this.packed = packed;
        }

        @Override
        public void multiply(
                int m,
                float[] a,
                int aOffset,
                int aRow,
                int aColumn,
                float[] c,
                int cOffset,
                int cRow,
                boolean accumulate) {
            if (packed != null) {
                Gemm.sgemm(m, a, aOffset, aRow, aColumn, packed, c, cOffset, cRow, accumulate, null);
            } else {
                Gemm.sgemm(
                        m, n, k, a, aOffset, aRow, aColumn, b, offset, row, column, c, cOffset, cRow, accumulate, null);
            }
        }
    }

    private static final class Doubles extends RightFactor<double[]> {
        private final int k;
        private final int n;
        private final double[] b;
        private final int offset;
        private final int row;
        private final int column;

        Doubles(int k, int n, double[] b, int offset, int row, int column) {
            this.k = k;
            this.n = n;
            this.b = Objects.requireNonNull(b, "b");
            this.offset = offset;
            this.row = row;
            this.column = column;
        }

        @Override
        public void multiply(
                int m,
                double[] a,
                int aOffset,
                int aRow,
                int aColumn,
                double[] c,
                int cOffset,
                int cRow,
                boolean accumulate) {
            Gemm.dgemm(m, n, k, a, aOffset, aRow, aColumn, b, offset, row, column, c, cOffset, cRow, accumulate, null);
        }
    }
}
