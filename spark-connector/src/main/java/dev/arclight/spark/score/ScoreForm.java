package dev.arclight.spark.score;

/** What is made of a model's outputs for a row. */
public enum ScoreForm {
    /** The outputs as they are. */
    SCORES,
    /** The number of the greatest output, the lowest such number if several are equal; null if an output is NaN. */
    CLASS,
    /** The softmax of the outputs, which must be logits. */
    PROBABILITIES
}
