package dev.arclight.kernel.cpu;

/**
 * Where the results of a window lie: {@code rows × columns} of each plane.
 *
 * @param rowStride distance of a row from the next
 * @param columnStride distance of a column from the next
 * @param plane distance of one row of weights' results from the next's
 */
record ConvResult(int rows, int columns, int rowStride, int columnStride, int plane) {
    boolean isContiguous() {
        return columnStride == 1 && rowStride == columns;
    }
}
