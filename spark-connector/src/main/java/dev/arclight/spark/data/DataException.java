package dev.arclight.spark.data;

import dev.arclight.tensor.ArclightException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Data that cannot become tensors. The message is one line naming column, row and file, what is there, what was expected
 * and how to mend it.
 *
 * <p>Spark wraps what a task throws; {@link #findIn} takes this error out again.
 */
public final class DataException extends ArclightException {
    private static final long serialVersionUID = 1L;

    private static final long UNKNOWN = -1;

    private final String column;
    private final long row;
    private final @Nullable String file;

    /** An error of a column as a whole. */
    public DataException(String column, String problem) {
        super("column '" + column + "': " + problem);
        this.column = column;
        this.row = UNKNOWN;
        this.file = null;
    }

    DataException(String column, String place, String problem, long row, @Nullable String file) {
        super("column '" + column + "', " + place + ": " + problem);
        this.column = column;
        this.row = row;
        this.file = file;
    }

    /** The column's name, or names with commas between them where several together are wrong. */
    public String column() {
        return column;
    }

    /** The row counted from 0, in the file if the message says so and otherwise in the partition. */
    public OptionalLong row() {
        return row == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(row);
    }

    /** The file that the row was read from, where the plan reads files directly. */
    public Optional<String> file() {
        return Optional.ofNullable(file);
    }

    /** The first data error among {@code error} and its causes. */
    public static Optional<DataException> findIn(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
