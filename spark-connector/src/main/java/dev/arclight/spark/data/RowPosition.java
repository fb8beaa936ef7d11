package dev.arclight.spark.data;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

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
    private @Nullable UTF8String path;
    private long start;
    private long row;

    /** Counts from the first row of the running task. */
    public RowPosition(Origin origin) {
        this.origin = origin;
    }

    /** To be called after each row or batch of rows that the task takes from its input. */
    public void taken() {
        if (origin != Origin.FILE) {
            return;
        }
        UTF8String current = InputFileBlockHolder.getInputFilePath();
        long currentStart = InputFileBlockHolder.getStartOffset();
        if (currentStart != start || !current.equals(path)) {
            path = current;
            start = currentStart;
            row = 0;
        }
    }

    /** To be called when {@code rows} rows have been read without error. */
    public void passed(int rows) {
        row += rows;
    }

    /**
     * An error about a row.
     *
     * @param ahead how many rows it lies behind the first that was not {@link #passed}
     */
    public DataException error(String column, int ahead, String problem) {
        String file = origin == Origin.ELSEWHERE
                ? ""
                : InputFileBlockHolder.getInputFilePath().toString();
        long at = row + ahead;
        if (file.isEmpty() || origin != Origin.FILE) {
            TaskContext task = TaskContext.get();
            String partition = task == null ? "the data" : "partition " + task.partitionId();
            String place = "row " + at + " (counted from 0) of " + partition;
            return file.isEmpty()
                    ? new DataException(column, place, problem, at, null)
                    : new DataException(column, place + ", file " + file, problem, at, file);
        }
        try {
            long inFile = at + (start == 0 ? 0 : rowsBefore(file, start));
            return new DataException(column, "row " + inFile + " (counted from 0) of " + file, problem, inFile, file);
        } catch (IOException | RuntimeException e) {
            String place = "row " + at + " (counted from 0) behind byte " + start + " of " + file;
            DataException error = new DataException(column, place, problem, at, file);
            error.addSuppressed(e);
            return error;
        }
    }

    /** A split holds the row groups whose middle lies in it, so those before it have their middle before its start. */
    private static long rowsBefore(String file, long start) throws IOException {
        HadoopInputFile input =
                HadoopInputFile.fromPath(new Path(file), SparkHadoopUtil.get().conf());
        try (ParquetFileReader reader = ParquetFileReader.open(input)) {
            long rows = 0;
            for (BlockMetaData group : reader.getFooter().getBlocks()) {
                if (group.getStartingPos() + group.getCompressedSize() / 2 < start) {
                    rows += group.getRowCount();
                }
            }
            return rows;
        }
    }
}
