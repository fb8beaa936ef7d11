package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a loader loads: what a builder has settled.
 *
 * @param source begins a pass with the generator that it draws from
 * @param sampler what the order depends on, if that has a state
 * @param length how many batches a pass has
 * @param batch how many items a batch has, or 0
 * @param seed of all passes, or null
 * @param own the generator that each pass takes its seed from, or null
 */
record Loading<B>(
        Function<Generator, BatchSource<B>> source,
        @Nullable Stateful sampler,
        IntSupplier length,
        int batch,
        int numWorkers,
        int depth,
        double timeout,
        boolean persistentWorkers,
        IntConsumer workerInit,
        @Nullable Long seed,
        @Nullable Generator own) {

    BatchSource<B> source(Generator pass) {
        return source.apply(pass);
    }

    int size() {
        return length.getAsInt();
    }

    Optional<Integer> batchSize() {
        return batch == 0 ? Optional.empty() : Optional.of(batch);
    }

    Optional<Generator> generator() {
        return Optional.ofNullable(own);
    }

    /** What a pass's order and draws follow from. */
    long passSeed(long epoch) {
        if (seed != null) {
            return Generator.seeded(seed).fork(epoch).nextLong();
        }
        return (own == null ? Generator.current() : own).nextLong();
    }

    Workers newWorkers() {
        return new Workers(numWorkers, workerInit);
    }

    Map<String, Object> samplerState() {
        return sampler == null ? Map.of() : sampler.stateDict();
    }

    void loadSampler(Map<String, Object> state) {
        if (sampler != null) {
            sampler.loadStateDict(state);
        }
    }

    /** The state of a sampler, or of the one that a batch sampler is made of. */
    static @Nullable Stateful stateOf(Object sampler) {
        if (sampler instanceof Stateful stateful) {
            return stateful;
        }
        return sampler instanceof BatchSampler batches && batches.sampler() instanceof Stateful stateful
                ? stateful
                : null;
    }

    /** The batches of a pass; samplers without a generator of their own draw from the pass's. */
    static Iterator<int[]> batches(Iterable<int[]> batchSampler, Generator pass) {
        if (batchSampler.getClass() == BatchSampler.class) {
            BatchSampler batches = (BatchSampler) batchSampler;
            return batches.batches(numbers(batches.sampler(), pass));
        }
        try (Generator.Scope scope = pass.use()) {
            return batchSampler.iterator();
        }
    }

    private static PrimitiveIterator.OfInt numbers(Sampler sampler, Generator pass) {
        if (sampler instanceof DrawingSampler drawing) {
            return drawing.iterator(pass);
        }
        try (Generator.Scope scope = pass.use()) {
            return sampler.iterator();
        }
    }

    static int sizeOf(Iterable<int[]> batchSampler) {
        if (batchSampler instanceof BatchSampler batches) {
            return batches.size();
        }
        throw new ArclightException("DataLoader: " + batchSampler.getClass().getName()
                + " does not say how many batches it has; extend BatchSampler and its size()");
    }
}
