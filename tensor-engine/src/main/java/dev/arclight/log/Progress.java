package dev.arclight.log;

import java.io.PrintWriter;

/** How far a task is. May be used by several threads. */
public interface Progress extends AutoCloseable {
    /**
     * Shows a task that takes long enough to be worth it: a bar that is drawn over and over where a person watches, whole lines
     * now and then in a pipe or a file. What is over within two seconds shows nothing.
     *
     * @param terminal whether {@code out} is one, as {@link Terminal} says of standard error
     */
    static Progress of(String task, PrintWriter out, boolean terminal) {
        return terminal ? new BarProgress(task, out, false) : new LineProgress(task, out, false);
    }

    /** Shows nothing. */
    static Progress off() {
        return NoProgress.INSTANCE;
    }

    /**
     * Tells how far the task is.
     *
     * @param done steps done
     * @param total steps in all; may grow; below 0 if nobody knows
     * @param extra what else is worth showing, such as the loss; may be empty
     */
    void update(long done, long total, String extra);

    /** Says a whole line that stays. */
    void note(String line);

    @Override
    void close();
}
