package dev.arclight.jobs.console;

/** How far a task is. Safe for use by several threads: Spark reports from its own. */
public interface Progress extends AutoCloseable {
    /** How long a task runs before anything is shown, in milliseconds. */
    long QUIET_MILLIS = 2000;

    /**
     * Tells how far the task is.
     *
     * @param done steps done
     * @param total steps in all; may grow
     * @param extra what else is worth showing, such as the loss; may be empty
     */
    void update(long done, long total, String extra);

    /** Says a whole line that stays. */
    void note(String line);

    @Override
    void close();
}
