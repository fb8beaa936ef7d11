package dev.arclight.beam.inference;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;

/** Which model scores an example. */
sealed interface ModelChoice<InputT> extends Serializable {
    /** Side inputs that the choice reads. */
    default List<PCollectionView<?>> views() {
        return List.of();
    }

    /**
     * The choice for a bundle and window. A runner may decode a side input anew each time it is read, so that is done once and
     * not for every example; it does not change within a bundle.
     */
    Chosen<InputT> resolve(ViewReader reader);

    /** Whether models follow each other, so that the old one is used until the next is there. */
    boolean swaps();

    /** Whether it may be another for the next batch of the same bundle. */
    default boolean changesWithinBundle() {
        return false;
    }

    /** Models by example; {@link ModelRef#NONE} if there is none. */
    @FunctionalInterface
    interface Chosen<InputT> {
        ModelRef of(InputT example);
    }

    /** {@code DoFn.ProcessContext::sideInput}. */
    @FunctionalInterface
    interface ViewReader {
        <T> T read(PCollectionView<T> view);
    }

    /** One model for the whole pipeline. */
    record Fixed<InputT>(ModelRef ref) implements ModelChoice<InputT> {
        private static final long serialVersionUID = 1L;

        @Override
        public Chosen<InputT> resolve(ViewReader reader) {
            return example -> ref;
        }

        @Override
        public boolean swaps() {
            return false;
        }
    }

    /** The newest model that a side input names. */
    record Newest<InputT>(PCollectionView<ModelRef> view) implements ModelChoice<InputT> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<PCollectionView<?>> views() {
            return List.of(view);
        }

        @Override
        public Chosen<InputT> resolve(ViewReader reader) {
            ModelRef newest = reader.read(view);
            return example -> newest;
        }

        @Override
        public boolean swaps() {
            return true;
        }
    }

    /**
     * The newest model in a folder, at which the worker looks from time to time.
     *
     * @param pipeline tells the watches of different transforms apart, so that none begins with what another saw long ago
     */
    record Watched<InputT>(String folder, Duration every, String pipeline) implements ModelChoice<InputT> {
        private static final long serialVersionUID = 1L;

        @Override
        public Chosen<InputT> resolve(ViewReader reader) {
            ModelRef newest = FolderWatch.of(folder, pipeline).newest(every.getMillis());
            return example -> newest;
        }

        /** A bundle may be long, and what is known of a folder is in memory. */
        @Override
        public boolean changesWithinBundle() {
            return true;
        }

        @Override
        public boolean swaps() {
            return true;
        }
    }

    /** A model for each key. */
    record PerKey<K, V>(Map<K, ModelRef> models) implements ModelChoice<KV<K, V>> {
        private static final long serialVersionUID = 1L;

        @Override
        public Chosen<KV<K, V>> resolve(ViewReader reader) {
            return example -> models.getOrDefault(example.getKey(), ModelRef.NONE);
        }

        @Override
        public boolean swaps() {
            return false;
        }
    }

    /** A model for each key, as a side input says. */
    record PerKeyNewest<K, V>(PCollectionView<Map<K, ModelRef>> view) implements ModelChoice<KV<K, V>> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<PCollectionView<?>> views() {
            return List.of(view);
        }

        @Override
        public Chosen<KV<K, V>> resolve(ViewReader reader) {
            Map<K, ModelRef> models = reader.read(view);
            return example -> models.getOrDefault(example.getKey(), ModelRef.NONE);
        }

        @Override
        public boolean swaps() {
            return false;
        }
    }
}
