package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link DataLoader} is made of, in PyTorch's words and with its defaults: batches of one item, in order, loaded by
 * the thread that asks.
 *
 * @param <T> the dataset's items
 * @param <B> what a batch is
 */
public final class DataLoaderBuilder<T, B> {
    private static final int DEFAULT_PREFETCH = 2;

    private final @Nullable Dataset<T> dataset;
    private final @Nullable IterableDataset<T> stream;
    private @Nullable Integer batchSize;
    private boolean unbatched;
    private boolean shuffle;
    private @Nullable Sampler sampler;
    private @Nullable Iterable<int[]> batchSampler;
    private boolean dropLast;
    private @Nullable Function<? super List<T>, ? extends B> collate;
    private int numWorkers;
    private @Nullable Integer prefetchFactor;
    private double timeout;
    private boolean persistentWorkers;
    private IntConsumer workerInit = id -> {};
    private @Nullable Long seed;
    private @Nullable Generator generator;

    private DataLoaderBuilder(@Nullable Dataset<T> dataset, @Nullable IterableDataset<T> stream) {
        this.dataset = dataset;
        this.stream = stream;
    }

    static <T> DataLoaderBuilder<T, Batch> of(Dataset<T> dataset) {
        return new DataLoaderBuilder<>(dataset, null);
    }

    static <T> DataLoaderBuilder<T, Batch> of(IterableDataset<T> stream) {
        return new DataLoaderBuilder<>(null, stream);
    }

    /** How many items are put together; 1 unless told otherwise. */
    public DataLoaderBuilder<T, B> batchSize(int batchSize) {
        if (batchSize <= 0) {
            throw new ArclightException("batchSize is " + batchSize + "; it has to be positive");
        }
        this.batchSize = batchSize;
        return this;
    }

    /** Gives the items themselves, one by one; {@code batch_size=None} of Python. */
    public DataLoaderBuilder<T, T> unbatched() {
        DataLoaderBuilder<T, T> that = collate(items -> items.get(0));
        that.unbatched = true;
        return that;
    }

    /** Draws a new random order for each pass. */
    public DataLoaderBuilder<T, B> shuffle(boolean shuffle) {
        this.shuffle = shuffle;
        return this;
    }

    /** Which items, in which order. */
    public DataLoaderBuilder<T, B> sampler(Sampler sampler) {
        this.sampler = sampler;
        return this;
    }

    /** Which items make which batch: a {@link BatchSampler} or anything that gives arrays of numbers. */
    public DataLoaderBuilder<T, B> batchSampler(Iterable<int[]> batchSampler) {
        this.batchSampler = batchSampler;
        return this;
    }

    /** Leaves a last batch out that is not full. */
    public DataLoaderBuilder<T, B> dropLast(boolean dropLast) {
        this.dropLast = dropLast;
        return this;
    }

    /** How items are put together, {@code collate_fn} of Python; {@link Collate#defaultCollate} unless told otherwise. */
    public <R> DataLoaderBuilder<T, R> collate(Function<? super List<T>, ? extends R> collate) {
        // The one thing that depends on the type of batches is replaced here.
        @SuppressWarnings("unchecked")
        DataLoaderBuilder<T, R> that = (DataLoaderBuilder<T, R>) this;
        that.collate = collate;
        return that;
    }

    /** How many threads load ahead; 0, the default, loads in the thread that asks. */
    public DataLoaderBuilder<T, B> numWorkers(int numWorkers) {
        if (numWorkers < 0) {
            throw new ArclightException("numWorkers is " + numWorkers + "; it has to be 0 or more");
        }
        this.numWorkers = numWorkers;
        return this;
    }

    /** How many batches each worker may be ahead; 2 unless told otherwise. */
    public DataLoaderBuilder<T, B> prefetchFactor(int prefetchFactor) {
        if (prefetchFactor <= 0) {
            throw new ArclightException("prefetchFactor is " + prefetchFactor + "; it has to be positive");
        }
        this.prefetchFactor = prefetchFactor;
        return this;
    }

    /** Accepted for programs that say so; without a device to copy to there is nothing to pin, and it has no effect. */
    public DataLoaderBuilder<T, B> pinMemory(boolean pinMemory) {
        return this;
    }

    /** How many seconds to wait for a batch of the workers; 0, the default, waits for ever. */
    public DataLoaderBuilder<T, B> timeout(double seconds) {
        if (!(seconds >= 0)) {
            throw new ArclightException("timeout is " + seconds + " s; it has to be 0 or more");
        }
        timeout = seconds;
        return this;
    }

    /** Is called by each worker with its number, before its first item. */
    public DataLoaderBuilder<T, B> workerInitFn(IntConsumer init) {
        workerInit = init;
        return this;
    }

    /** What passes take their seeds from; without it the current thread's generator. */
    public DataLoaderBuilder<T, B> generator(Generator generator) {
        this.generator = generator;
        seed = null;
        return this;
    }

    /** What order and draws follow from, together with the number of the pass. */
    public DataLoaderBuilder<T, B> seed(long seed) {
        this.seed = seed;
        generator = null;
        return this;
    }

    /** Keeps workers for the next pass; the loader's {@link DataLoader#close} ends them. */
    public DataLoaderBuilder<T, B> persistentWorkers(boolean persistentWorkers) {
        this.persistentWorkers = persistentWorkers;
        return this;
    }

    /** @throws ArclightException if what was asked for excludes each other; the message says what */
    public DataLoader<B> build() {
        check();
        int items = batchSize == null ? 1 : batchSize;
        int ahead = numWorkers * (prefetchFactor == null ? DEFAULT_PREFETCH : prefetchFactor);
        return new DataLoader<>(dataset != null ? indexed(dataset, items, ahead) : streamed(items, ahead));
    }

    private Loading<B> indexed(Dataset<T> items, int size, int ahead) {
        Sampler order = sampler != null ? sampler : shuffle ? new RandomSampler(items) : new SequentialSampler(items);
        Iterable<int[]> batches = batchSampler != null ? batchSampler : new BatchSampler(order, size, dropLast);
        Function<int[], B> gather = gather(items);
        Function<? super List<T>, ? extends B> put = collate();
        return new Loading<>(
                pass -> new IndexedSource<>(items, Loading.batches(batches, pass), put, gather, pass),
                Loading.stateOf(batches),
                () -> Loading.sizeOf(batches),
                batchSampler == null ? size : 0,
                numWorkers,
                ahead,
                timeout,
                persistentWorkers,
                workerInit,
                seed,
                generator);
    }

    private Loading<B> streamed(int size, int ahead) {
        IntSupplier length = () -> {
            throw new ArclightException(
                    "DataLoader: a stream's number of batches is not known; count them as they come");
        };
        return new Loading<>(
                source(size),
                null,
                length,
                size,
                numWorkers,
                ahead,
                timeout,
                persistentWorkers,
                workerInit,
                seed,
                generator);
    }

    private Function<Generator, BatchSource<B>> source(int size) {
        IterableDataset<T> items = stream;
        if (items == null) {
            throw new ArclightException("DataLoader: no dataset");
        }
        if (items instanceof TableDataset table && collate == null) {
            return table(table, size);
        }
        Function<? super List<T>, ? extends B> put = collate();
        return pass -> new StreamSource<>(new ItemReader<>(open(items, pass)), size, dropLast, put, pass);
    }

    @SuppressWarnings("unchecked") // As in collate().
    private Function<Generator, BatchSource<B>> table(TableDataset items, int size) {
        return pass -> new StreamSource<>(
                items.reader(), size, dropLast, rows -> (B) new Batch(rows.members(), rows.count()), pass);
    }

    /** A stream that draws when it is opened draws from the pass's generator. */
    private static <T> Iterator<T> open(IterableDataset<T> items, Generator pass) {
        try (Generator.Scope scope = pass.use()) {
            return items.iterator();
        }
    }

    /** Without a function given B is Batch: of() has made it so, and collate() changes both. */
    @SuppressWarnings("unchecked")
    private Function<? super List<T>, ? extends B> collate() {
        if (collate != null) {
            return collate;
        }
        return items -> (B) new Batch(Collate.defaultCollate(items), items.size());
    }

    @SuppressWarnings("unchecked") // As above.
    private @Nullable Function<int[], B> gather(Dataset<T> items) {
        if (collate != null || !(items instanceof Gathered gathered) || !gathered.gathers()) {
            return null;
        }
        return indices -> (B) new Batch(gathered.gather(indices), indices.length);
    }

    private void check() {
        if (stream != null && (shuffle || sampler != null || batchSampler != null)) {
            throw refused("a stream has its own order", "shuffle, sampler or batchSampler");
        }
        if (sampler != null && shuffle) {
            throw refused("a sampler decides on the order", "shuffle");
        }
        if (batchSampler != null && (batchSize != null || shuffle || sampler != null || dropLast || unbatched)) {
            throw refused(
                    "a batchSampler decides on the batches", "batchSize, shuffle, sampler, dropLast or unbatched");
        }
        if (unbatched && (dropLast || batchSize != null)) {
            throw refused("unbatched gives single items", "batchSize or dropLast");
        }
        if (numWorkers == 0 && (prefetchFactor != null || persistentWorkers || timeout > 0)) {
            throw new ArclightException(
                    "DataLoader: prefetchFactor, persistentWorkers and timeout are for workers; set numWorkers above 0");
        }
    }

    private static ArclightException refused(String why, String what) {
        return new ArclightException("DataLoader: " + why + ", so it takes no " + what);
    }
}
