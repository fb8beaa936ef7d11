package dev.arclight.beam.inference;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.ProcessFunction;

/**
 * Knows how to load models of one kind and how large their examples are. {@link ArclightHandler} is the one for model folders;
 * write another for other models.
 *
 * <p>A handler travels inside the pipeline, so it holds settings and never weights. Handlers that serialize to the same bytes
 * share what they loaded: a record of plain settings does, and so does one that holds a lambda. Its methods are called by
 * many threads.
 *
 * @param <InputT> an example
 * @param <OutputT> what a model makes of one
 */
public interface ModelHandler<InputT, OutputT> extends Serializable {
    /**
     * Loads a model. Called once in a JVM while somebody uses it.
     *
     * @throws Exception if it cannot be loaded, which fails the bundle; the runner tries again
     */
    LoadedModel<InputT, OutputT> load(ModelRef ref) throws Exception;

    /** The coder of what comes out. */
    Coder<OutputT> outputCoder();

    /** About how many bytes an example has, for limits of batches and {@code inference_request_batch_byte_size}. */
    default long byteSize(InputT example) {
        return 0;
    }

    /** How examples are batched where the transform does not say. */
    default BatchLimits batchLimits() {
        return BatchLimits.ofRows(64);
    }

    /** Whose metrics these are, as Python's {@code get_metrics_namespace}. */
    default String metricsNamespace() {
        return "BeamML_" + getClass().getSimpleName();
    }

    /**
     * A handler of other examples, from which {@code prepare} makes this one's. An example for which it throws is a failure of
     * its own; predictions hold the example as it was before. Its bytes are not estimated.
     */
    default <T> ModelHandler<T, OutputT> withPreprocessing(ProcessFunction<T, InputT> prepare) {
        return new PreprocessedHandler<>(this, prepare);
    }

    /** A handler of other outputs, which {@code finish} makes of this one's; an example for which it throws is a failure. */
    default <T> ModelHandler<InputT, T> withPostprocessing(ProcessFunction<OutputT, T> finish, Coder<T> coder) {
        return new PostprocessedHandler<>(this, finish, coder);
    }
}
