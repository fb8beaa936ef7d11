package dev.arclight.beam.inference;

import dev.arclight.beam.inference.ModelPool.Lease;
import dev.arclight.io.ModelAccessException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that one instance of a DoFn works with. For one thread.
 *
 * <p>Where models follow each other, the one in use stays until the next is loaded and warm, and then the next batch is the
 * first of the new one: no batch waits, none is scored twice, and each says which model it was.
 */
final class WorkerModels<InputT, OutputT> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerModels.class);

    /** A model that could not be loaded is tried again after so long: by then its folder may be whole. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final Scoring<InputT, OutputT> scoring;
    private final InferenceMetrics metrics;
    private final ModelPool<InputT, OutputT> pool;
    private final boolean swaps;

    /** The model in use; where models stand side by side, only within a bundle. */
    private @Nullable Lease<InputT, OutputT> current;

    private boolean closed;
    private @Nullable ModelRef nextRef;
    private @Nullable FutureTask<Lease<InputT, OutputT>> next;
    private @Nullable ModelRef failedRef;
    private long failedAt;

    WorkerModels(Scoring<InputT, OutputT> scoring, InferenceMetrics metrics) {
        this.scoring = scoring;
        this.metrics = metrics;
        this.swaps = scoring.choice().swaps();
        this.pool = ModelPool.open(scoring.handler(), scoring.mostIdleBytes());
        boolean opened = false;
        try {
            current = scoring.choice() instanceof ModelChoice.Fixed<InputT> fixed ? acquireOrFail(fixed.ref()) : null;
            opened = true;
        } finally {
            if (!opened) {
                pool.close();
            }
        }
    }

    private Lease<InputT, OutputT> acquireOrFail(ModelRef ref) {
        try {
            return acquire(ref);
        } catch (Exception e) {
            throw failedLoad(ref, e);
        }
    }

    /** Metrics that are set before the first bundle are lost, so a load by the constructor is reported here. */
    void startBundle() {
        if (current != null) {
            current.report(metrics);
        }
    }

    /** The model for a batch, until the next is asked for or the bundle ends. */
    Lease<InputT, OutputT> lease(ModelRef wanted) {
        Lease<InputT, OutputT> held = current;
        if (held != null && held.ref().equals(wanted)) {
            abandonNext();
            return held;
        }
        try {
            Lease<InputT, OutputT> lease = swaps ? swap(wanted) : beside(wanted);
            lease.report(metrics);
            return lease;
        } catch (Exception e) {
            throw failedLoad(wanted, e);
        }
    }

    /** One at a time: a model that is held is not closed, and all models of a bundle may be more than memory has room for. */
    private Lease<InputT, OutputT> beside(ModelRef wanted) throws Exception {
        giveBack();
        Lease<InputT, OutputT> lease = acquire(wanted);
        current = lease;
        return lease;
    }

    private Lease<InputT, OutputT> swap(ModelRef wanted) throws Exception {
        Lease<InputT, OutputT> old = current;
        if (old == null || scoring.waitForSwap()) {
            Lease<InputT, OutputT> lease = acquire(wanted);
            replace(old, lease);
            return lease;
        }
        if (!wanted.equals(nextRef)) {
            abandonNext();
            if (wanted.equals(failedRef) && System.nanoTime() - failedAt < RETRY_NANOS) {
                return old;
            }
            FutureTask<Lease<InputT, OutputT>> task = new FutureTask<>(() -> acquire(wanted));
            Background.start("arclight-model-load", task);
            // Only now: a thread that cannot be started would be waited for without end.
            next = task;
            nextRef = wanted;
            return old;
        }
        FutureTask<Lease<InputT, OutputT>> task = next;
        if (task == null || !task.isDone()) {
            return old;
        }
        next = null;
        nextRef = null;
        try {
            Lease<InputT, OutputT> lease = task.get();
            replace(old, lease);
            return lease;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            failedRef = wanted;
            failedAt = System.nanoTime();
            metrics.loadFailed();
            LOG.warn("model {} could not be loaded; {} stays in use", wanted, old.modelId(), e.getCause());
            return old;
        }
    }

    private void replace(@Nullable Lease<InputT, OutputT> old, Lease<InputT, OutputT> lease) {
        current = lease;
        failedRef = null;
        if (old != null) {
            metrics.swapped();
            old.close();
        }
    }

    private Lease<InputT, OutputT> acquire(ModelRef ref) throws Exception {
        Lease<InputT, OutputT> lease = pool.acquire(ref);
        boolean warm = false;
        try {
            // Every example has a token, so a limit of tokens is one of rows too.
            int rows = (int) Math.min(scoring.limits().rows(), scoring.limits().tokens());
            for (int i = 0; lease.fresh() && i < scoring.warmUpBatches(); i++) {
                lease.session().warmUp(rows);
            }
            warm = true;
            return lease;
        } finally {
            if (!warm) {
                lease.discard();
            }
        }
    }

    private static RuntimeException failedLoad(ModelRef ref, Exception cause) {
        if (cause instanceof RuntimeException itself) {
            return itself;
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new ModelAccessException(
                "model '" + ref.location() + "' cannot be loaded: " + cause.getMessage() + "; see the cause", cause);
    }

    /** Where models stand side by side, those that were used last stay loaded, as far as memory allows. */
    void finishBundle() {
        if (!swaps && !(scoring.choice() instanceof ModelChoice.Fixed<InputT>)) {
            giveBack();
        }
    }

    /** Closes the session in use, which was broken off in the middle, so that nobody goes on with it. */
    void discard() {
        Lease<InputT, OutputT> held = current;
        current = null;
        if (held != null) {
            held.discard();
        }
    }

    private void giveBack() {
        Lease<InputT, OutputT> held = current;
        current = null;
        if (held != null) {
            held.close();
        }
    }

    private void abandonNext() {
        FutureTask<Lease<InputT, OutputT>> task = next;
        next = null;
        nextRef = null;
        if (task != null) {
            Background.start("arclight-model-unload", () -> closeWhenLoaded(task));
        }
    }

    private void closeWhenLoaded(FutureTask<Lease<InputT, OutputT>> task) {
        try {
            task.get().close();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            LOG.warn("a model that is no longer wanted could not be loaded", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("a model that is no longer wanted stays loaded: the thread that waited for it was stopped", e);
        }
    }

    /** A model that followed others stays for whoever comes next, until the pool is closed. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            abandonNext();
        } finally {
            try {
                finishBundle();
            } finally {
                Lease<InputT, OutputT> held = current;
                current = null;
                if (held != null) {
                    held.release();
                }
                pool.close();
            }
        }
    }
}
