package dev.arclight.jobs.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Progress for pipes and log files: a whole line now and then. */
final class LineProgress implements Progress {
    /** Often enough to see that it lives, rare enough for a log. */
    private static final long INTERVAL_MILLIS = 5000;

    private final String task;
    private final PrintWriter err;
    private final long startNanos = System.nanoTime();
    private long nextMillis = QUIET_MILLIS;
    private boolean closed;

    LineProgress(String task, PrintWriter err) {
        this.task = task;
        this.err = err;
    }

    @Override
    public synchronized void update(long done, long total, String extra) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        if (closed || millis < nextMillis) {
            return;
        }
        nextMillis = millis + INTERVAL_MILLIS;
        err.println(String.format(
                Locale.ROOT,
                "%s: %d of %d, %d s%s",
                task,
                done,
                total,
                TimeUnit.MILLISECONDS.toSeconds(millis),
                extra.isEmpty() ? "" : ", " + extra));
        err.flush();
    }

    @Override
    public synchronized void note(String line) {
        err.println(task + ": " + line);
        err.flush();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
