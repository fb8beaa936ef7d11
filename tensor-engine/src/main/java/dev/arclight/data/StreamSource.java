package dev.arclight.data;

import dev.arclight.tensor.Generator;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a stream. Tasks read in turn, one at a time, and put together what they read side by side; so the batches are
 * the same whatever the number of workers.
 */
final class StreamSource<P, B> implements BatchSource<B> {
    /** What reads a stream, several items at a time. */
    interface Reader<P> extends AutoCloseable {
        /**
         * The next items, or fewer if the stream ends, or nothing.
         *
         * @param progress is told the place of each item before it is read, from 0 in this portion
         */
        Optional<Portion<P>> read(int most, Progress progress);

        @Override
        void close();
    }

    /** @param count how many items these are */
    record Portion<P>(P items, int count) {}

    interface Progress {
        void at(int place);
    }

    private final Reader<P> reader;
    private final int batchSize;
    private final boolean dropLast;
    private final Function<? super P, ? extends B> collate;
    private final Generator pass;
    private long batch;

    /** Guarded by this: whose turn it is, where the stream stands, and what is to become of the reader. */
    private long turn;

    private long place;
    private boolean reading;
    private boolean ended;
    private boolean closed;

    StreamSource(
            Reader<P> reader,
            int batchSize,
            boolean dropLast,
            Function<? super P, ? extends B> collate,
            Generator pass) {
        this.reader = reader;
        this.batchSize = batchSize;
        this.dropLast = dropLast;
        this.collate = collate;
        this.pass = pass;
    }

    @Override
    public synchronized @Nullable LoadTask<B> next() {
        return ended ? null : new Task(batch++);
    }

    @Override
    public boolean skip() {
        Task task = new Task(batch++);
        try {
            return task.read().isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataLoaderException("DataLoader: interrupted while going to where the state stands", -1, e);
        } catch (RuntimeException e) {
            throw task.failed(e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            if (closed || reading) {
                closed = true;
                return;
            }
            closed = true;
        }
        reader.close();
    }

    private synchronized boolean begin(long number) throws InterruptedException {
        while (turn != number && !ended) {
            wait();
        }
        reading = !ended;
        return reading;
    }

    private void finish(int count) {
        boolean last;
        synchronized (this) {
            turn++;
            place += count;
            reading = false;
            ended |= count < batchSize;
            last = closed;
            notifyAll();
        }
        if (last) {
            reader.close();
        }
    }

    private final class Task extends LoadTask<B> {
        private final long number;

        Task(long number) {
            super(number);
            this.number = number;
        }

        @Override
        public Optional<B> call() throws InterruptedException {
            Optional<Portion<P>> portion = read();
            if (portion.isEmpty()) {
                return Optional.empty();
            }
            at(NONE);
            try (Generator.Scope own = ofBatch(pass, number).use()) {
                return Optional.of(collate.apply(portion.get().items()));
            }
        }

        /** Nothing if the stream has ended, or what is left is to be dropped. */
        Optional<Portion<P>> read() throws InterruptedException {
            if (!begin(number)) {
                return Optional.empty();
            }
            int count = 0;
            // Streams draw while they read; what they draw follows from the batch's number.
            try (Generator.Scope own = of(pass, number, -1).use()) {
                long first = place;
                Optional<Portion<P>> portion = reader.read(batchSize, each -> at(first + each));
                count = portion.map(Portion::count).orElse(0);
                return dropLast && count < batchSize ? Optional.empty() : portion;
            } finally {
                finish(count);
            }
        }
    }
}
