package dev.arclight.beam.data;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Something that many threads want and one loads: whoever asks first, while the others wait. No lock is held meanwhile, for
 * loading may take minutes.
 */
public final class LoadOnce<T> {
    private final FutureTask<T> task;
    private volatile @Nullable T value;
    private volatile @Nullable Thread stoppedThread;

    public LoadOnce(Callable<? extends T> load) {
        task = new FutureTask<>(() -> {
            try {
                T loaded = load.call();
                value = loaded;
                return loaded;
            } catch (Exception e) {
                // An interrupted channel throws another exception and leaves the mark.
                if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
                    stoppedThread = Thread.currentThread();
                }
                throw e;
            }
        });
    }

    /**
     * What was loaded.
     *
     * @return nothing if another thread was stopped while it loaded, which is no fault of what it loads nor of this thread: to be
     *     tried again with a new one of these
     * @throws Exception what loading threw, in whichever thread
     */
    public Optional<T> get() throws Exception {
        task.run();
        try {
            return Optional.of(task.get());
        } catch (ExecutionException failed) {
            Thread stopped = stoppedThread;
            if (stopped != null && stopped != Thread.currentThread()) {
                return Optional.empty();
            }
            Throwable cause = failed.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : failed;
        }
    }

    /** What was loaded, if anything was so far. */
    public Optional<T> loaded() {
        return Optional.ofNullable(value);
    }

    /** Whether loading has ended with an error. */
    public boolean hasFailed() {
        return task.isDone() && value == null;
    }
}
