package dev.arclight.beam.inference;

import java.util.List;
import java.util.Optional;

/**
 * What a handler loaded: weights that all threads of the JVM share and nobody changes. What computing needs besides belongs to
 * a {@link Session}. Safe for use by many threads.
 */
public interface LoadedModel<InputT, OutputT> extends AutoCloseable {
    /** Opens a session, which one thread uses at a time. */
    Session<InputT, OutputT> openSession();

    /** The bytes that the weights take in memory, for {@code model_byte_size} and for limits of memory. */
    long byteSize();

    /** What tells this model from others by content: its predictions' model id where the reference has no version. */
    default Optional<String> checksum() {
        return Optional.empty();
    }

    /** How many tokens an example has, for {@link BatchLimits#withTokens}; one for which it throws counts as one token. */
    default long tokenCount(InputT example) {
        return 1;
    }

    /** Called when nobody uses the model any more; by then all sessions are closed. */
    @Override
    default void close() throws Exception {}

    /** Runs batches, for one thread at a time. */
    interface Session<InputT, OutputT> extends AutoCloseable {
        /**
         * One output for each example, in their order, and none of them null. A session that gives anything else is broken, which
         * fails the bundle and no example.
         *
         * @throws Exception if an example is wrong; the batch is then divided until it is alone
         */
        List<OutputT> run(List<InputT> batch) throws Exception;

        /** Computes for no example, so that later batches of {@code rows} rows find everything ready. */
        default void warmUp(int rows) {}

        @Override
        default void close() throws Exception {}
    }
}
