package dev.arclight.jobs.score;

/** What the column of predictions holds; each is a function of Arclight's SQL. */
public enum ScoreResult {
    /** The number of the likeliest class. */
    CLASS("arclight_classify"),
    /** The model's outputs as they are. */
    SCORES("arclight_predict"),
    /** The probabilities of the classes. */
    PROBABILITIES("arclight_probabilities");

    private final String function;

    ScoreResult(String function) {
        this.function = function;
    }

    String function() {
        return function;
    }
}
