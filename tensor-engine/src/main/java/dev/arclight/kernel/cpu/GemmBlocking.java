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

    /** Columns of B that are kept packed at a time when A has more than {@link #MAX_ROWS} rows. */
    static final int MAX_COLUMNS = 1536;

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
     * Groups of rows in the tile that begins at group {@code done} of {@code groups}.
     *
     * @param packing whether the first tile reads B from afar. It is low then: while it waits for memory there is time
     *     for a few rows only. Measured on 32×768×768: 10 % faster than beginning with the tallest tile.
     */
    static int tileGroups(int groups, int done, boolean packing) {
        return done == 0 && packing ? 1 : Math.min(3, groups - done);
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
