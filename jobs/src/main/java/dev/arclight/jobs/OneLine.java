package dev.arclight.jobs;

import dev.arclight.tensor.ArclightException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** An exception as one line for the person at the screen. */
final class OneLine {
    private OneLine() {}

    /**
     * What went wrong. Spark wraps what a task throws, so the causes are searched for an error that Arclight wrote, which
     * says how to mend it; otherwise the first line of the exception itself must do.
     */
    static String of(Throwable failure) {
        Throwable best = known(failure);
        if (best != null) {
            return String.valueOf(best.getMessage()).lines().findFirst().orElse("failed");
        }
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return String.format(
                Locale.ROOT,
                "%s: %s (--stacktrace says where)",
                failure.getClass().getSimpleName(),
                message);
    }

    private static @Nullable Throwable known(Throwable failure) {
        Throwable analysis = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
            if (t instanceof ArclightException || t instanceof ParameterException) {
                return t;
            }
            if (t instanceof AnalysisException && analysis == null) {
                analysis = t;
            }
        }
        return analysis;
    }
}
