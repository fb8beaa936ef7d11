package dev.arclight.kernel.cpu;

/** How the drivers of matrix multiplication cut their work, and the checks of their arguments. */
final class GemmBlocking {
    static final float[] NO_FLOATS = {};
    static final double[] NO_DOUBLES = {};
    static final int[] NO_INTS = {};

    /** Longest run of depth that is packed at a time: 256 steps of a 32-column panel are 32 KiB of the first cache. */
    static final int MAX_DEPTH = 256;

    /** Rows of A that are packed at a time. */
    static final int MAX_ROWS = 192;

    /** Floats of B that are kept packed in all of their depth: 4 MiB. */
    private static final int MAX_WHOLE = 1 << 20;

    /** Columns of B that are kept packed at a time when A has more than {@link #MAX_ROWS} rows. */
    static final int MAX_COLUMNS = 1536;

    /** Floats of a page of memory. */
    private static final int PAGE = 1024;

    private GemmBlocking() {}

    /** Number of blocks that a depth is cut into. */
    static int depthBlocks(int depth) {
        return (depth + MAX_DEPTH - 1) / MAX_DEPTH;
    }

    /** Where block {@code index} of {@code blocks} begins; all blocks are as long as each other, give or take one. */
    static int depthStart(int depth, int blocks, int index) {
        return (int) ((long) depth * index / blocks);
    }

    /**
     * Columns of B that all rows are multiplied by before the next: 256 KiB of floats, a quarter of the second cache.
     * Measured for 32 to 128 rows on an AMD EPYC with 1 MiB: 128 KiB to 512 KiB are alike, all of B is up to 15 % slower.
     */
    static int bandColumns(int depth, int panelWidth) {
        return Math.max(panelWidth, 65_536 / depth / panelWidth * panelWidth);
    }

    /**
     * Whether B is packed in all of its depth when A has many rows. Then some rows of C at a time are finished while they lie in
     * the second cache; otherwise all of C passes by for each block of the depth.
     */
    static boolean keepsWholeDepth(int depth, int columns) {
        return (long) depth * columns <= MAX_WHOLE;
    }

    /** Rows that go through all of the depth before the next do, a multiple of 12: of C they are up to 256 KiB. */
    static int rowsOfWholeDepth(int columns) {
        return Math.max(48, Math.min(MAX_ROWS, 65_536 / columns / 12 * 12));
    }

    /**
     * Rows of places whose sums a convolution makes at a time, {@code rows} sums for each of {@code pitch} places: about
     * 256 KiB of floats, which stay in the second cache.
     */
    static int convolutionRows(int rows, int pitch) {
        return Math.max(1, 65_536 / Math.max(1, rows) / Math.max(1, pitch));
    }

    /** @throws IllegalArgumentException if no array is as long */
    static int arrayLength(long length) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a workspace of " + length
                            + " numbers passes the largest Java array, 2^31 - 9 elements; give smaller images or fewer channels");
        }
        return (int) length;
    }

    /**
     * Whether tiles read B in its own place, or in panels that the first of them packs. Packing pays when many rows come
     * by and rows of B that are far apart lie on more pages than the first translation buffer holds (64 of 4 KiB). Measured
     * on an AMD EPYC, GFLOP/s in place and packed, JDK 17 and 25 alike: 36×128×784 95 and 88, 32×768×768 91 and 86,
     * 16×768×768 86 and 77, 128×784×64 95 and 92; but 64×1024×1024 84 and 91.
     */
    static boolean readsInPlace(int rows, int depth, int rowStride) {
        long step = Math.min(PAGE, Math.abs((long) rowStride));
        return rows <= 36 || depth * step <= 64L * PAGE;
    }

    /** The least multiple of {@code step} that is at least {@code n}. */
    static int roundUp(int n, int step) {
        return (n + step - 1) / step * step;
    }

    /** {@code table} or a longer one, made to hold the multiples of {@code stride}, at least {@code count}. */
    static int[] rows(int[] table, int count, int stride) {
        if (table.length >= count && table.length > 1 && table[1] == stride) {
            return table;
        }
        int[] rows = table.length >= count ? table : new int[Math.max(count, 2)];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i * stride;
        }
        return rows;
    }

    static void checkMatrix(String name, int length, int offset, int rows, int columns, int rowStride, int colStride) {
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "gemm: " + name + " is " + rows + "×" + columns + "; extents must be ≥ 0");
        }
        if (rows == 0 || columns == 0) {
            return;
        }
        long down = (rows - 1L) * rowStride;
        long across = (columns - 1L) * colStride;
        long first = offset + Math.min(down, 0) + Math.min(across, 0);
        long last = offset + Math.max(down, 0) + Math.max(across, 0);
        if (first < 0 || last >= length) {
            throw new IllegalArgumentException("gemm: " + name + ", " + rows + "×" + columns + " with strides "
                    + rowStride + " and " + colStride + " from " + offset + ", covers elements " + first + " to " + last
                    + " but its array has " + length);
        }
    }

    static void checkResult(int length, int offset, int rows, int columns, int rowStride) {
        checkMatrix("C", length, offset, rows, columns, rowStride, 1);
        if (rows > 1 && Math.abs((long) rowStride) < columns) {
            throw new IllegalArgumentException("gemm: rows of C, " + columns + " long, overlap at row stride "
                    + rowStride + "; it must be at least the number of columns");
        }
    }
}
