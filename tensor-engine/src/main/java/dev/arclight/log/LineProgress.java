package dev.arclight.log;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Progress for pipes and log files: a whole line now and then. */
final class LineProgress implements Progress {
    /** How long a task runs before anything is shown. */
    static final long QUIET_MILLIS = 2000;

    /** Often enough to see that it lives, rare enough for a log. */
    private static final long INTERVAL_MILLIS = 5000;

    private final String task;
    private final PrintWriter out;
    private final boolean leave;
    private final LongSupplier nanos;
    private final long startNanos;
    private long nextMillis = QUIET_MILLIS;
    private String last = "";
    private boolean closed;

    /** @param leave whether how it ended is said whatever it took */
    LineProgress(String task, PrintWriter out, boolean leave) {
        this(task, out, leave, System::nanoTime);
    }

    LineProgress(String task, PrintWriter out, boolean leave, LongSupplier nanos) {
        this.task = task;
        this.out = out;
        this.leave = leave;
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
    }

    @Override
    public synchronized void update(long done, long total, String extra) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
        boolean due = millis >= nextMillis;
        if (closed || !due && !leave) {
            return;
        }
        String line = task + ": " + done + (total < 0 ? "" : " of " + total) + ", "
                + TimeUnit.MILLISECONDS.toSeconds(millis) + " s" + (extra.isEmpty() ? "" : ", " + extra);
        if (due) {
            nextMillis = millis + INTERVAL_MILLIS;
            print(line);
            last = "";
        } else {
            last = line;
        }
    }

    @Override
    public synchronized void note(String line) {
        print(task + ": " + line);
    }

    @Override
    public synchronized void close() {
        if (!closed && !last.isEmpty()) {
            print(last);
        }
        closed = true;
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
