package dev.arclight.metric;

/** What an average does with NaN. */
public enum NanStrategy {
    /** An exception. */
    ERROR,

    /** Left out, with a warning in the program's log. */
    WARN,

    /** Left out. */
    IGNORE
}
