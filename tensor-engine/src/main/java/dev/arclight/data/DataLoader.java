package dev.arclight.data;

import dev.arclight.autograd.RecordFunction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A dataset in batches, as {@code torch.utils.data.DataLoader}: drawn in an order, put together, and if wanted loaded ahead
 * by background threads.
 *
 * <pre>{@code
 * try (DataLoader<Batch> loader = DataLoader.builder(dataset)
 *         .batchSize(64).shuffle(true).numWorkers(2).seed(42).build()) {
 *     for (Batch batch : loader) {
 *         Tensor x = batch.data(), y = batch.target();
 *     }
 * }
 * }</pre>
 *
 * <p><b>The same batches for the same seed</b>, whatever the number of workers: order, and what random transforms draw. Each
 * item has a {@link Generator#current} of its own that follows from the pass's seed and the item's place and number.
 *
 * <p><b>Memory.</b> Batches of workers belong to the garbage collector; no {@link dev.arclight.tensor.Arena} of the consumer
 * takes them back. Without workers a batch is made by the thread that asks for it, in the arena that is open there when
 * {@code next()} is called; a {@code for} loop asks between the steps, outside of theirs.
 *
 * <p><b>Threads.</b> One thread consumes. An iterator that is left early is closed by {@link BatchIterator#close}, by {@link
 * #close} of the loader, or when the garbage collector finds that nobody holds it.
 *
 * <p><b>Resuming.</b> {@link #stateDict} says where the latest pass stands: how many batches it has given, not how many were
 * loaded ahead. After {@link #loadStateDict} the next pass is the rest of that one.
 */
public final class DataLoader<B> implements Iterable<B>, Stateful, AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private static final String EPOCH = "epoch";
    private static final String SEED = "seed";
    private static final String BATCHES = "batches";
    private static final String SAMPLER = "sampler";
    private static final String GENERATOR = "generator";

    private final Loading<B> loading;

    /** Of workers that outlive their pass; made for the first one. */
    private @Nullable Workers persistent;

    private final List<WeakReference<BatchIterator<B>>> open = new ArrayList<>();

    /** The number of the latest pass, or of the next if none is under way. */
    private long epoch;

    /** Of the pass under way, or that was when the state was saved. */
    private @Nullable Position position;

    /** Whether the next pass goes on from there. */
    private boolean resume;

    private boolean closed;

    /** Where a pass is. */
    private static final class Position {
        final long seed;
        final Map<String, Object> sampler;
        long batches;

        Position(long seed, Map<String, Object> sampler, long batches) {
            this.seed = seed;
            this.sampler = sampler;
            this.batches = batches;
        }
    }

    DataLoader(Loading<B> loading) {
        this.loading = loading;
    }

    /** A loader of a dataset's items, one a batch, in order; the builder says what is to be otherwise. */
    public static <T> DataLoaderBuilder<T, Batch> builder(Dataset<T> dataset) {
        return DataLoaderBuilder.of(dataset);
    }

    /** A loader of a stream's items, one a batch; the builder says what is to be otherwise. */
    public static <T> DataLoaderBuilder<T, Batch> builder(IterableDataset<T> dataset) {
        return DataLoaderBuilder.of(dataset);
    }

    /** {@code DataLoader(dataset, batch_size, shuffle)}. */
    public static DataLoader<Batch> of(Dataset<?> dataset, int batchSize, boolean shuffle) {
        return builder(dataset).batchSize(batchSize).shuffle(shuffle).build();
    }

    /** {@code DataLoader(dataset, batch_size)}. */
    public static DataLoader<Batch> of(Dataset<?> dataset, int batchSize) {
        return of(dataset, batchSize, false);
    }

    /**
     * How many batches a pass has.
     *
     * @throws ArclightException if that is not known beforehand: for streams, and batch samplers of another class
     */
    public int size() {
        return loading.size();
    }

    /** How many items are put together; empty if a batch sampler decides. */
    public Optional<Integer> batchSize() {
        return loading.batchSize();
    }

    /** Begins a pass, or goes on with the one that a loaded state speaks of. Workers begin to load at once. */
    @Override
    public BatchIterator<B> iterator() {
        if (closed) {
            throw new ArclightException("DataLoader: is closed; make another one");
        }
        boolean goesOn = resume;
        resume = false;
        Position held = position;
        Position at = goesOn && held != null ? held : new Position(loading.passSeed(epoch), loading.samplerState(), 0);
        position = at;
        if (goesOn) {
            loading.loadSampler(at.sampler);
        }
        BatchSource<B> source = loading.source(Generator.seeded(at.seed));
        for (long i = 0; i < at.batches; i++) {
            if (!source.skip()) {
                break;
            }
        }
        Workers workers = workers();
        Pass<B> pass = new Pass<>(
                source, workers, workers != null && workers != persistent, loading.depth(), loading.timeout());
        BatchIterator<B> iterator = new BatchIterator<>(this, pass, at);
        CLEANER.register(iterator, pass::close);
        open.removeIf(each -> each.get() == null);
        open.add(new WeakReference<>(iterator));
        pass.begin();
        return iterator;
    }

    private @Nullable Workers workers() {
        if (loading.numWorkers() == 0) {
            return null;
        }
        if (!loading.persistentWorkers()) {
            return loading.newWorkers();
        }
        Workers held = persistent;
        if (held == null) {
            Workers made = loading.newWorkers();
            CLEANER.register(this, made::close);
            persistent = made;
            held = made;
        }
        return held;
    }

    private void ended(Position ended) {
        if (position == ended) {
            position = null;
            epoch++;
        }
    }

    /**
     * Where the latest pass stands, the seed that it follows from, and where the sampler's and the loader's own generators
     * stand.
     */
    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new HashMap<>();
        state.put(EPOCH, epoch);
        Position at = position;
        if (at == null) {
            state.put(SAMPLER, loading.samplerState());
        } else {
            state.put(SEED, at.seed);
            state.put(BATCHES, at.batches);
            state.put(SAMPLER, at.sampler);
        }
        loading.generator().ifPresent(generator -> state.put(GENERATOR, generator.getState()));
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        long savedEpoch = number(state, EPOCH);
        Map<String, Object> sampler = new HashMap<>();
        if (state.get(SAMPLER) instanceof Map<?, ?> saved) {
            saved.forEach((key, value) -> sampler.put(String.valueOf(key), value));
        }
        Position saved =
                state.get(SEED) == null ? null : new Position(number(state, SEED), sampler, number(state, BATCHES));
        Object savedGenerator = state.get(GENERATOR);
        if (loading.generator().isPresent() != savedGenerator instanceof Tensor) {
            throw new ArclightException("loadStateDict: the state holds "
                    + (savedGenerator == null ? "no" : "a") + " generator and this DataLoader has "
                    + (loading.generator().isPresent() ? "one" : "none") + "; load it into one built in the same way");
        }
        loading.loadSampler(sampler);
        loading.generator().ifPresent(generator -> {
            if (savedGenerator instanceof Tensor tensor) {
                generator.setState(tensor);
            }
        });
        epoch = savedEpoch;
        position = saved;
        resume = saved != null;
    }

    private static long number(Map<String, Object> state, String name) {
        if (state.get(name) instanceof Number number
                && number.longValue() >= (name.equals(SEED) ? Long.MIN_VALUE : 0)) {
            return number.longValue();
        }
        throw new ArclightException("loadStateDict: a DataLoader's state has a number \"" + name + "\", this holds "
                + state.get(name) + " there");
    }

    /** Closes all passes and ends the workers. */
    @Override
    public void close() {
        closed = true;
        for (WeakReference<BatchIterator<B>> each : open) {
            BatchIterator<B> iterator = each.get();
            if (iterator != null) {
                iterator.close();
            }
        }
        open.clear();
        Workers held = persistent;
        if (held != null) {
            held.close();
        }
    }

    /** A pass over the dataset. Closing it ends its workers, as its end does, and an error. */
    public static final class BatchIterator<B> implements Iterator<B>, AutoCloseable {
        private final DataLoader<B> loader;
        private final Pass<B> pass;
        private final Position position;
        private @Nullable B ready;
        private boolean ended;

        private BatchIterator(DataLoader<B> loader, Pass<B> pass, Position position) {
            this.loader = loader;
            this.pass = pass;
            this.position = position;
        }

        /**
         * Loads the next batch or waits for it.
         *
         * @throws DataLoaderException if it cannot be loaded, is not there in time, or this thread is interrupted
         */
        @Override
        public boolean hasNext() {
            try {
                if (ready == null && !ended) {
                    try (RecordFunction part = RecordFunction.open("enumerate(DataLoader)")) {
                        ready = pass.next().orElse(null);
                    }
                    if (ready == null) {
                        ended = true;
                        loader.ended(position);
                    }
                }
                return ready != null;
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /** @throws DataLoaderException as {@link #hasNext} */
        @Override
        public B next() {
            B batch = hasNext() ? ready : null;
            if (batch == null) {
                throw new NoSuchElementException("the pass is over");
            }
            ready = null;
            position.batches++;
            return batch;
        }

        /** Ends the pass; it has no more batches. The loader's state still says where it was. */
        @Override
        public void close() {
            ended = true;
            ready = null;
            pass.close();
        }
    }
}
