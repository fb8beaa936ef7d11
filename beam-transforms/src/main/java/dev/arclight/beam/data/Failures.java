package dev.arclight.beam.data;

import dev.arclight.tensor.ArclightException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What runners throw when a pipeline fails: each wraps the error of a step in others of its own. */
public final class Failures {
    private Failures() {}

    /** The message of the first error that Arclight wrote among the causes, or of the innermost where there is none. */
    public static String reason(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof ArclightException) {
                return String.valueOf(cause.getMessage());
            }
            innermost = cause;
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }
}
