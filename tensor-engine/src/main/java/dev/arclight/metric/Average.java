package dev.arclight.metric;

/** How the numbers of single classes or labels become one. */
public enum Average {
    /** Counts are added up before anything is divided: every example weighs the same. */
    MICRO,

    /** The mean over classes; one that neither occurs nor is predicted does not count. */
    MACRO,

    /** The mean over classes, each weighing as many examples as it has. */
    WEIGHTED,

    /** They do not: one number for each class. */
    NONE
}
