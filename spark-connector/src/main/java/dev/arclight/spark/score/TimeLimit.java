package dev.arclight.spark.score;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.TaskKilledException;

/**
 * Runs work on a thread of its own and waits for it for a limited time. Work that does not end is interrupted and left to
 * itself: what it works on must not be used again.
 */
final class TimeLimit implements AutoCloseable {
    private final long nanos;
    private final ExecutorService thread;

    TimeLimit(double seconds) {
        this.nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "arclight-scoring");
            worker.setDaemon(true);
            worker.setContextClassLoader(loader);
            return worker;
        });
    }

    /**
     * Runs work to its end.
     *
     * @param late the error if it does not end in time
     * @throws RuntimeException what the work throws
     * @throws TaskKilledException if the caller is interrupted
     * @throws IllegalStateException if this is closed, by work that did not end or by {@link #close}
     */
    void run(Runnable work, Supplier<BatchTimeoutException> late) {
        requireOpen();
        Future<?> running = thread.submit(work);
        try {
            running.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            close();
            BatchTimeoutException error = late.get();
            error.initCause(e);
            throw error;
        } catch (InterruptedException e) {
            running.cancel(true);
            close();
            Thread.currentThread().interrupt();
            throw new TaskKilledException("interrupted while a model was at work");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a model threw " + e.getCause(), e);
        }
    }

    /** @throws IllegalStateException if no work can be run any more */
    void requireOpen() {
        if (thread.isShutdown()) {
            throw new IllegalStateException("the thread for a model's work has ended; open another time limit");
        }
    }

    /** Ends the thread as soon as its work ends. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
