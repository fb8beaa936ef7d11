package dev.arclight.data;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a dataset: asks for a bounded number of batches ahead and gives them in order. It knows nothing of the
 * iterator in front of it, so that an iterator that nobody holds any more can be found and its pass be closed.
 */
final class Pass<B> implements AutoCloseable {
    private record Asked<B>(LoadTask<B> task, Future<Optional<B>> result) {}

    private final BatchSource<B> source;

    /** Null: batches are loaded by the thread that asks for them, when it asks. */
    private final @Nullable Workers workers;

    private final boolean ownsWorkers;

    /** How many batches may be asked for and not yet given. */
    private final int depth;

    /** In seconds; 0 waits for ever. */
    private final double timeout;

    private final Queue<Asked<B>> asked = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Pass(BatchSource<B> source, @Nullable Workers workers, boolean ownsWorkers, int depth, double timeout) {
        this.source = source;
        this.workers = workers;
        this.ownsWorkers = ownsWorkers;
        this.depth = depth;
        this.timeout = timeout;
    }

    /** Sets the workers to work. */
    void begin() {
        if (workers != null) {
            ask(workers);
        }
    }

    private void ask(Workers workers) {
        while (asked.size() < depth) {
            LoadTask<B> task = source.next();
            if (task == null) {
                return;
            }
            asked.add(new Asked<>(task, workers.submit(task)));
        }
    }

    /** The next batch; empty at the end, when all is closed. */
    Optional<B> next() {
        if (closed.get()) {
            return Optional.empty();
        }
        Asked<B> first = workers == null ? here() : asked.poll();
        Optional<B> batch = first == null ? Optional.empty() : result(first);
        if (batch.isEmpty()) {
            close();
        } else if (workers != null && !closed.get()) {
            ask(workers);
        }
        return batch;
    }

    private @Nullable Asked<B> here() {
        LoadTask<B> task = source.next();
        if (task == null) {
            return null;
        }
        FutureTask<Optional<B>> result = new FutureTask<>(task);
        result.run();
        return new Asked<>(task, result);
    }

    private Optional<B> result(Asked<B> asked) {
        boolean done = false;
        try {
            Optional<B> batch =
                    timeout > 0 ? asked.result.get((long) (timeout * 1e9), TimeUnit.NANOSECONDS) : asked.result.get();
            done = true;
            return batch;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (TimeoutException e) {
            throw asked.task.late(timeout);
        } catch (CancellationException e) {
            throw new DataLoaderException("DataLoader: was closed while a batch was waited for", LoadTask.NONE, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InterruptedException) {
                throw interrupted(cause);
            }
            throw asked.task.failed(cause == null ? e : cause);
        } finally {
            if (!done) {
                asked.result.cancel(true);
                close();
            }
        }
    }

    private static DataLoaderException interrupted(Throwable cause) {
        Thread.currentThread().interrupt();
        return new DataLoaderException("DataLoader: interrupted while a batch was waited for", LoadTask.NONE, cause);
    }

    /** Stops loading; does not wait for what is under way, which is interrupted. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        for (Asked<B> each = asked.poll(); each != null; each = asked.poll()) {
            each.result.cancel(true);
        }
        if (workers != null && ownsWorkers) {
            workers.close();
        }
        source.close();
    }
}
