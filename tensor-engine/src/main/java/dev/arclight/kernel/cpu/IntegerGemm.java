package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * Exact products of int8 matrices, {@code C = A·Bᵀ} with int32 sums, by the tiles of {@link Gemm}.
 *
 * <p>Whole numbers are exact in float32 up to 2²⁴, and a sum of 1,024 products of at most 127 · 128 stays below. So depth
 * is cut into blocks of that many, each multiplied in float, and blocks are added in int32. That gives the bits of the
 * plain loops at nearly the speed of float, on every machine. A few rows are multiplied by weights that are widened to 16 bits in
 * registers, since then reading them is most of the work. Safe for all threads; each has a workspace of about 1.5 MiB.
 */
public final class IntegerGemm {
    /** 1,024 · 127 · 128 = 16,646,144 < 2²⁴. */
    private static final int DEPTH = 1024;

    /** Rows that are widened to float at a time: 768 KiB, which stay in L2 beside a panel. */
    private static final int ROWS = 192;

    /** Below it weights are widened in registers for each row, from it on once for all, in memory: 87 GOP/s against 70 of 8 rows. */
    private static final int FEWEST_ROWS = 16;

    private static final IntegerKernels KERNELS = VectorSupport.choose(
            IntegerKernels.class, "dev.arclight.kernel.cpu.vector.VectorIntegerKernels", IntegerKernelsPortable::new);

    private static final FloatWidening WIDENING = VectorSupport.choose(
            FloatWidening.class, "dev.arclight.kernel.cpu.vector.VectorFloatWidening", FloatWideningPortable::new);

    private static final ThreadLocal<IntegerGemm> OF_THREAD = ThreadLocal.withInitial(IntegerGemm::new);

    private float[] wide = GemmBlocking.NO_FLOATS;
    private float[] a = GemmBlocking.NO_FLOATS;
    private float[] b = GemmBlocking.NO_FLOATS;
    private float[] tile = GemmBlocking.NO_FLOATS;
    private short[] shorts = {};
    private int[] sums = GemmBlocking.NO_INTS;
    private int[] bRows = GemmBlocking.NO_INTS;

    private IntegerGemm() {}

    /** The loops that int8 layers share. */
    public static IntegerKernels kernels() {
        return KERNELS;
    }

    /**
     * Multiplies rows by packed weights.
     *
     * @param a {@code [m × k]} row-major from {@code aOffset} on, codes from -127 to 127
     * @param b {@code [n × k]}, codes from -128 to 127
     * @param c {@code [m × n]}, overwritten; exact while k is at most 132,104
     */
    public static void multiply(int m, byte[] a, int aOffset, PackedInt8 b, int[] c) {
        multiply(KERNELS, GemmKernels.FLOAT, m, a, aOffset, b, c);
    }

    static void multiply(
            IntegerKernels kernels, GemmFloatKernels tiles, int m, byte[] a, int aOffset, PackedInt8 b, int[] c) {
        if (b.depth() == 0) {
            Arrays.fill(c, 0, m * b.columns(), 0);
        } else if (m < FEWEST_ROWS) {
            OF_THREAD.get().fewRows(kernels, m, a, aOffset, b, c);
        } else {
            OF_THREAD.get().manyRows(kernels, tiles, m, a, aOffset, b, c);
        }
    }

    /** The definition: what {@link #multiply} must give. */
    static void multiplyPlainly(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                int sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += a[row * k + i] * b[column * k + i];
                }
                c[row * n + column] = sum;
            }
        }
    }

    private void fewRows(IntegerKernels kernels, int m, byte[] a, int aOffset, PackedInt8 b, int[] c) {
        int k = b.depth();
        int n = b.columns();
        int width = b.width();
        int whole = n / width;
        int rest = n - whole * width;
        shorts = shorts.length < k ? new short[k] : shorts;
        sums = sums.length < width ? new int[width] : sums;
        for (int row = 0; row < m; row++) {
            int from = aOffset + row * k;
            for (int i = 0; i < k; i++) {
                shorts[i] = a[from + i];
            }
            int to = row * n;
            kernels.row(shorts, 0, k, b.panels(), 0, width * k, whole, width, c, to);
            if (rest > 0) {
                kernels.row(shorts, 0, k, b.panels(), whole * width * k, 0, 1, width, sums, 0);
                System.arraycopy(sums, 0, c, to + whole * width, rest);
            }
        }
    }

    private void manyRows(
            IntegerKernels kernels, GemmFloatKernels tiles, int m, byte[] a, int aOffset, PackedInt8 b, int[] c) {
        int k = b.depth();
        int n = b.columns();
        int width = b.width();
        int group = tiles.rowGroup();
        int blocks = (k + DEPTH - 1) / DEPTH;
        int most = (k + blocks - 1) / blocks;
        int rowsAtOnce = ROWS / group * group;
        wide = room(wide, group * most);
        this.a = room(this.a, rowsAtOnce * most);
        this.b = room(this.b, width * most);
        tile = room(tile, 3 * group * width);
        if (bRows.length < most || bRows.length > 1 && bRows[1] != width) {
            bRows = rowStarts(most, width);
        }
        for (int block = 0; block < blocks; block++) {
            int from = block * most;
            int depth = Math.min(most, k - from);
            for (int row = 0; row < m; row += rowsAtOnce) {
                int rows = Math.min(rowsAtOnce, m - row);
                for (int r = 0; r < rows; r += group) {
                    int real = Math.min(group, rows - r);
                    for (int i = 0; i < real; i++) {
                        WIDENING.fromBytes(a, aOffset + (row + r + i) * k + from, wide, i * depth, depth);
                    }
                    tiles.packA(wide, 0, depth, 1, real, depth, this.a, r * depth);
                }
                for (int column = 0; column < n; column += width) {
                    WIDENING.fromBytes(b.panels(), column * k + from * width, this.b, 0, depth * width);
                    int columns = Math.min(width, n - column);
                    for (int r = 0; r < rows; r += 3 * group) {
                        int real = Math.min(3 * group, rows - r);
                        int height = (real + group - 1) / group * group;
                        tiles.tile(height, width, depth, this.a, r * depth, this.b, 0, bRows, 0, tile, 0, width, false);
                        for (int i = 0; i < real; i++) {
                            kernels.whole(tile, i * width, c, (row + r + i) * n + column, columns, block > 0);
                        }
                    }
                }
            }
        }
    }

    private static float[] room(float[] array, int size) {
        return array.length < size ? new float[size] : array;
    }

    private static int[] rowStarts(int depth, int width) {
        int[] starts = new int[depth];
        for (int i = 0; i < depth; i++) {
            starts[i] = i * width;
        }
        return starts;
    }
}
