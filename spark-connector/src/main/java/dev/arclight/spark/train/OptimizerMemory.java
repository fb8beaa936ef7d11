package dev.arclight.spark.train;

/** What becomes of what optimizers remember when parameters are averaged. */
enum OptimizerMemory {
    /** It is averaged as parameters are. */
    AVERAGE,
    /** Each partition keeps its own. */
    KEEP,
    /** Each round begins without. */
    RESET
}
