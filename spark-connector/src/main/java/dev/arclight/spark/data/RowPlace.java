package dev.arclight.spark.data;

import java.io.IOException;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** Where a row of a task's input is: in a file if that can be told, or else in the partition. */
public final class RowPlace {
    private final RowPosition.Origin origin;
    private final FileSplit split;
    private final long row;

    RowPlace(RowPosition.Origin origin, FileSplit split, long row) {
        this.origin = origin;
        this.split = split;
        this.row = row;
    }

    /** The place so many rows behind this one, in the same file. */
    public RowPlace behind(int rows) {
        return new RowPlace(origin, split, row + rows);
    }

    /** An error about what a column holds in this row. */
    public DataException error(String column, String problem) {
        Named named = named();
        DataException error = new DataException(column, named.text, problem, named.row, named.file);
        if (named.unread != null) {
            error.addSuppressed(named.unread);
        }
        return error;
    }

    /** Such as {@code row 17 (counted from 0) of hdfs://…/part-0.parquet}. */
    @Override
    public String toString() {
        return named().text;
    }

    private record Named(
            String text,
            long row,
            @Nullable String file,
            @Nullable Exception unread) {}

    private Named named() {
        String file = split.path();
        if (file.isEmpty() || origin != RowPosition.Origin.FILE) {
            TaskContext task = TaskContext.get();
            String partition = task == null ? "the data" : "partition " + task.partitionId();
            String text = "row " + row + " (counted from 0) of " + partition;
            return file.isEmpty()
                    ? new Named(text, row, null, null)
                    : new Named(text + ", file " + file, row, file, null);
        }
        try {
            long inFile = row + split.rowsBefore();
            return new Named("row " + inFile + " (counted from 0) of " + file, inFile, file, null);
        } catch (IOException | RuntimeException e) {
            String text = "row " + row + " (counted from 0) behind byte " + split.start() + " of " + file;
            return new Named(text, row, file, e);
        }
    }
}
