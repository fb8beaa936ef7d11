package dev.arclight.spark.score;

import org.apache.spark.SparkContext;

/** Says on the driver which version scores the rows of a query that is about to run. Equal if it always says the same. */
sealed interface ModelChoice permits ModelChoice.Fixed, ReloadedModel {
    /** The version of the query, or of the micro-batch, that the current thread plans. */
    ModelVersion choose(SparkContext context);

    /** Always the same one. */
    record Fixed(ModelVersion version) implements ModelChoice {
        @Override
        public ModelVersion choose(SparkContext context) {
            return version;
        }

        @Override
        public String toString() {
            return version.id();
        }
    }
}
