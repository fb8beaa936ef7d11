package dev.arclight.kernel.cpu;

/** How the drivers of matrix multiplication cut their work, and the checks of their arguments. */
final class GemmBlocking {
    static final float[] NO_FLOATS = {};
    static final double[] NO_DOUBLES = {};

    /**
     * Longest run of depth that is multiplied before the result goes to C. Part of the numerics: changing it changes
     * bits. 384 steps of a 48-column panel are 72 KiB.
     */
    static final int MAX_DEPTH = 384;

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

    /** Number of tiles of height 4 among those that cover {@code rows}; the others have height 6. */
    static int shortTiles(int rows) {
        return switch (rows % GemmFloatKernels.TALL_TILE) {
            case 1, 2 -> rows > GemmFloatKernels.TALL_TILE ? 2 : 1;
            case 3, 4 -> 1;
            default -> 0;
        };
    }

    static int tallTiles(int rows) {
        int rest = rows - shortTiles(rows) * GemmFloatKernels.SHORT_TILE;
        return rest <= 0 ? 0 : (rest + GemmFloatKernels.TALL_TILE - 1) / GemmFloatKernels.TALL_TILE;
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
