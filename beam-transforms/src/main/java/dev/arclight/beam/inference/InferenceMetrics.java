package dev.arclight.beam.inference;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;

/** What is counted, under the names of Python's RunInference, so that one dashboard shows both; the last three are new. */
final class InferenceMetrics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Counter inferences;
    private final Counter failedBatches;
    private final Distribution batchRows;
    private final Distribution batchBytes;
    private final Distribution batchMicros;
    private final Distribution loadMillis;
    private final Distribution modelBytes;
    private final Counter failedExamples;
    private final Counter modelSwaps;
    private final Counter failedLoads;

    InferenceMetrics(String namespace) {
        inferences = Metrics.counter(namespace, "num_inferences");
        failedBatches = Metrics.counter(namespace, "failed_batches_counter");
        batchRows = Metrics.distribution(namespace, "inference_request_batch_size");
        batchBytes = Metrics.distribution(namespace, "inference_request_batch_byte_size");
        batchMicros = Metrics.distribution(namespace, "inference_batch_latency_micro_secs");
        loadMillis = Metrics.distribution(namespace, "load_model_latency_milli_secs");
        modelBytes = Metrics.distribution(namespace, "model_byte_size");
        failedExamples = Metrics.counter(namespace, "failed_examples_counter");
        modelSwaps = Metrics.counter(namespace, "model_swaps_counter");
        failedLoads = Metrics.counter(namespace, "failed_model_loads_counter");
    }

    void requested(long rows, long bytes) {
        batchRows.update(rows);
        batchBytes.update(bytes);
    }

    void ran(long rows, long nanos) {
        inferences.inc(rows);
        batchMicros.update(nanos / 1_000);
    }

    void batchFailed() {
        failedBatches.inc();
    }

    void exampleFailed() {
        failedExamples.inc();
    }

    void loaded(long millis, long bytes) {
        loadMillis.update(millis);
        modelBytes.update(bytes);
    }

    void swapped() {
        modelSwaps.inc();
    }

    void loadFailed() {
        failedLoads.inc();
    }
}
