package dev.arclight.spark.data;

import java.io.Serializable;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts the rows that one task reads, so that an error can say which one it is about.
 *
 * <p>Spark tells the file that a task is reading, not the row in it. Where nothing between file and reader drops or moves
 * rows, counting gives that row too.
 */
public final class RowPosition {

    /** What the rows that a task receives are, seen from the files. */
    public enum Origin implements Serializable {
        /** Every row of a file or of a split of it, in the file's order. */
        FILE,
        /** Rows of files, of which some may have been dropped before. */
        FILTERED,
        /** Rows that came through a shuffle or from elsewhere. */
        ELSEWHERE
    }

    private final Origin origin;
    private FileSplit split = FileSplit.NONE;
    private long row;

    /** Counts from the first row of the running task. */
    public RowPosition(Origin origin) {
        this.origin = origin;
    }

    /** To be called after each row or batch of rows that the task takes from its input. */
    public void taken() {
        if (origin == Origin.ELSEWHERE) {
            return;
        }
        UTF8String path = InputFileBlockHolder.getInputFilePath();
        long start = InputFileBlockHolder.getStartOffset();
        if (!split.is(path, start)) {
            split = new FileSplit(path, start);
            if (origin == Origin.FILE) {
                row = 0;
            }
        }
    }

    /** To be called when {@code rows} rows have been read without error. */
    public void passed(int rows) {
        row += rows;
    }

    /**
     * Where a row is.
     *
     * @param ahead how many rows it lies behind the first that was not {@link #passed}
     */
    public RowPlace place(int ahead) {
        return new RowPlace(origin, split, row + ahead);
    }

    /** An error about a row; {@code ahead} as for {@link #place}. */
    public DataException error(String column, int ahead, String problem) {
        return place(ahead).error(column, problem);
    }
}
