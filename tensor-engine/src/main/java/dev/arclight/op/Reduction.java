package dev.arclight.op;

/** How losses of single examples become one. */
public enum Reduction {
    /** They stay as they are. */
    NONE,
    /** Their mean; weighted where a loss has weights. */
    MEAN,
    /** Their sum. */
    SUM
}
