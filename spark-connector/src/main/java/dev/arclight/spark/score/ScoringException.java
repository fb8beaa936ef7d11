package dev.arclight.spark.score;

import dev.arclight.tensor.ArclightException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a model could not score. The message is one line naming the row, the model, what went wrong and how to mend it.
 *
 * <p>Spark wraps what a task throws; {@link #findIn} takes this error out again.
 */
public class ScoringException extends ArclightException {
    private static final long serialVersionUID = 1L;

    ScoringException(String message) {
        super(message);
    }

    ScoringException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first error of scoring among {@code error} and its causes. */
    public static Optional<ScoringException> findIn(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ScoringException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
