package dev.arclight.spark.score;

/** What is counted while rows are scored. */
enum ScoringMetric {
    ROWS("rows", "number of rows scored"),
    BATCHES("batches", "number of batches"),
    CALLS("modelCalls", "number of calls of the model"),
    FAILED("failedRows", "number of rows that failed"),
    SKIPPED("skippedRows", "number of rows skipped"),
    LOADS("modelLoads", "number of times that the model was loaded"),
    TIME("modelTime", "time in the model");

    private final String key;
    private final String title;

    ScoringMetric(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** Its name for programs. */
    String key() {
        return key;
    }

    /** Its name for people. */
    String title() {
        return title;
    }
}
