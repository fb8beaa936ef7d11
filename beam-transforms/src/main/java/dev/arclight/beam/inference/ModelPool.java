package dev.arclight.beam.inference;

import dev.arclight.beam.data.LoadOnce;
import dev.arclight.beam.inference.LoadedModel.Session;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.beam.sdk.util.SerializableUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that one handler loaded in this JVM, one copy of each. Whoever uses one holds a lease. Models without a lease are
 * closed, the least recently used first, when all together take more than the pool may hold; the pool itself is closed some
 * seconds after the last who opened it has closed it. Safe for use by many threads.
 *
 * <p>"This JVM" is this class loader, exactly: Flink gives each job its own, so that nothing outlives a job.
 */
final class ModelPool<InputT, OutputT> {
    /** Handlers are compared by what they serialize to, since lambdas in them are equal to nothing after deserialization. */
    private record Key(ByteBuffer handler, long mostIdleBytes) {}

    private static final Map<Key, ModelPool<?, ?>> POOLS = new ConcurrentHashMap<>();
    private static final LongAdder LOADS = new LongAdder();
    private static final Logger LOG = LoggerFactory.getLogger(ModelPool.class);

    private static final int LINGER_SECONDS = 10;
    private static final ScheduledThreadPoolExecutor CLOSER = closer();

    private final Key key;
    private final ModelHandler<InputT, OutputT> handler;
    private final Map<ModelRef, Entry<InputT, OutputT>> entries = new HashMap<>();
    private long clock;

    /** No longer in {@code POOLS}: whoever still holds a lease is the last to use its model. */
    private boolean gone;

    /** Changed inside {@code POOLS.compute} alone. */
    private int users;

    /** How often the last user left; changed likewise. */
    private final AtomicLong closings = new AtomicLong();

    private ModelPool(Key key, ModelHandler<InputT, OutputT> handler) {
        this.key = key;
        this.handler = handler;
    }

    /** Its one thread ends when nothing waits to be closed, so that it holds no class loader longer. */
    private static ScheduledThreadPoolExecutor closer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "arclight-model-close");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * The pool of a handler, to be closed.
     *
     * @param mostBytes that models may take together before those that nobody uses are closed
     */
    static <InputT, OutputT> ModelPool<InputT, OutputT> open(ModelHandler<InputT, OutputT> handler, long mostBytes) {
        Key key = new Key(ByteBuffer.wrap(SerializableUtils.serializeToByteArray(handler)), mostBytes);
        @SuppressWarnings("unchecked") // the handler in the key fixes both types
        ModelPool<InputT, OutputT> pool = (ModelPool<InputT, OutputT>) POOLS.compute(key, (same, present) -> {
            ModelPool<?, ?> found = present == null ? new ModelPool<>(same, handler) : present;
            found.users++;
            return found;
        });
        return pool;
    }

    /** How many models this JVM has loaded so far. */
    static long loads() {
        return LOADS.sum();
    }

    /** How many models this JVM holds. */
    static int held() {
        int held = 0;
        for (ModelPool<?, ?> pool : POOLS.values()) {
            synchronized (pool) {
                held += pool.entries.size();
            }
        }
        return held;
    }

    /**
     * Ends one {@link #open}. Models stay for some seconds after the last: a runner may start its next thread only when the
     * one before has ended, or start anew after a failure.
     */
    void close() {
        POOLS.computeIfPresent(key, (same, pool) -> {
            if (--pool.users == 0) {
                long closings = pool.closings.incrementAndGet();
                var unused = CLOSER.schedule(() -> closeLater(closings), LINGER_SECONDS, TimeUnit.SECONDS);
            }
            return pool;
        });
    }

    /** The executor keeps what its tasks throw to itself, so an error is handed to whoever hears of those of threads. */
    private void closeLater(long closings) {
        try {
            closeIfUnused(closings);
        } catch (Error e) {
            Thread closer = Thread.currentThread();
            closer.getUncaughtExceptionHandler().uncaughtException(closer, e);
        }
    }

    private void closeIfUnused(long closings) {
        boolean[] free = new boolean[1];
        POOLS.computeIfPresent(key, (same, pool) -> {
            free[0] = pool == this && users == 0 && this.closings.get() == closings;
            return free[0] ? null : pool;
        });
        if (free[0]) {
            synchronized (this) {
                gone = true;
            }
            shrink();
        }
    }

    /** Closes at once what only lingers. */
    static void closeUnused() {
        for (ModelPool<?, ?> pool : POOLS.values()) {
            pool.closeIfUnused(pool.closings.get());
        }
    }

    /**
     * A lease of a model, which is loaded now if nobody has done so; whoever asks meanwhile waits.
     *
     * @throws Exception what loading it throws; the next to ask tries again
     */
    Lease<InputT, OutputT> acquire(ModelRef ref) throws Exception {
        Lease<InputT, OutputT> lease = tryToAcquire(ref);
        while (lease == null) {
            lease = tryToAcquire(ref);
        }
        return lease;
    }

    /** Null if another thread, which was loading the model, was stopped: that is no fault of the model nor of this thread. */
    private @Nullable Lease<InputT, OutputT> tryToAcquire(ModelRef ref) throws Exception {
        Entry<InputT, OutputT> entry;
        synchronized (this) {
            entry = entries.computeIfAbsent(ref, absent -> new Entry<>(absent, handler));
            entry.leases++;
            entry.lastUse = ++clock;
        }
        boolean leased = false;
        try {
            Optional<LoadedModel<InputT, OutputT>> loaded = entry.loading.get();
            if (loaded.isEmpty()) {
                return null;
            }
            LoadedModel<InputT, OutputT> model = loaded.get();
            shrink();
            Session<InputT, OutputT> session = entry.idle.pollFirst();
            Lease<InputT, OutputT> lease =
                    new Lease<>(this, entry, model, session == null ? model.openSession() : session, session == null);
            leased = true;
            return lease;
        } finally {
            if (!leased) {
                leave(entry);
                shrink();
            }
        }
    }

    private synchronized void leave(Entry<InputT, OutputT> entry) {
        entry.leases--;
        if (entry.loading.hasFailed()) {
            entries.remove(entry.ref, entry);
        }
    }

    private void release(Entry<InputT, OutputT> entry, Session<InputT, OutputT> session) {
        // The last one used first: it is bound to memory that is still in the caches.
        entry.idle.offerFirst(session);
        leave(entry);
        if (isGone()) {
            shrink();
        }
    }

    private void discard(Entry<InputT, OutputT> entry, Session<InputT, OutputT> session) {
        try {
            session.close();
        } catch (Exception e) {
            warnOfClose("a session of model {} could not be closed", entry.ref, e);
        } finally {
            leave(entry);
        }
        shrink();
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private void shrink() {
        List<Entry<InputT, OutputT>> closing = new ArrayList<>();
        synchronized (this) {
            long total = 0;
            for (Entry<InputT, OutputT> entry : entries.values()) {
                total += entry.bytes;
            }
            while (gone || total > key.mostIdleBytes()) {
                Entry<InputT, OutputT> oldest = null;
                for (Entry<InputT, OutputT> entry : entries.values()) {
                    if (entry.leases == 0 && (oldest == null || entry.lastUse < oldest.lastUse)) {
                        oldest = entry;
                    }
                }
                if (oldest == null) {
                    break;
                }
                entries.remove(oldest.ref);
                closing.add(oldest);
                total -= oldest.bytes;
            }
        }
        closeAll(closing);
    }

    /**
     * Closes each, whatever happens to others. An exception is logged: the thread that happens to be here has work of its own,
     * which does not fail for a model that nobody uses. An error of the JVM is thrown once all are closed.
     */
    private static <InputT, OutputT> void closeAll(List<Entry<InputT, OutputT>> entries) {
        Error first = null;
        for (Entry<InputT, OutputT> entry : entries) {
            try {
                entry.close();
            } catch (Exception e) {
                warnOfClose("model {} could not be closed", entry.ref, e);
            } catch (Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void warnOfClose(String message, ModelRef ref, Exception reason) {
        if (reason instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        LOG.warn(message, ref, reason);
    }

    private static final class Entry<InputT, OutputT> {
        final ModelRef ref;
        final LoadOnce<LoadedModel<InputT, OutputT>> loading;
        final ConcurrentLinkedDeque<Session<InputT, OutputT>> idle = new ConcurrentLinkedDeque<>();
        final AtomicBoolean reported = new AtomicBoolean();
        volatile long loadMillis;
        volatile long bytes;
        /** These two under the pool's lock. */
        int leases;

        long lastUse;

        Entry(ModelRef ref, ModelHandler<InputT, OutputT> handler) {
            this.ref = ref;
            this.loading = new LoadOnce<>(() -> load(handler));
        }

        private LoadedModel<InputT, OutputT> load(ModelHandler<InputT, OutputT> handler) throws Exception {
            long start = System.nanoTime();
            LoadedModel<InputT, OutputT> model = handler.load(ref);
            LOADS.increment();
            loadMillis = (System.nanoTime() - start) / 1_000_000;
            bytes = bytesOf(model);
            return model;
        }

        /** Of a model that cannot say how large it is nobody would know, so it is closed. */
        private static long bytesOf(LoadedModel<?, ?> model) {
            try {
                // A model that says 0 still counts as something that can be closed.
                return Math.max(1, model.byteSize());
            } catch (RuntimeException | Error e) {
                try {
                    model.close();
                } catch (Exception unclosed) {
                    e.addSuppressed(unclosed);
                }
                throw e;
            }
        }

        /** Closes all sessions and then the model. What is thrown first is thrown, with what came after as suppressed. */
        void close() throws Exception {
            List<AutoCloseable> parts = new ArrayList<>(idle);
            loading.loaded().ifPresent(parts::add);
            Throwable first = null;
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception | Error e) {
                    if (first == null) {
                        first = e;
                    } else if (first != e) {
                        first.addSuppressed(e);
                    }
                }
            }
            if (first instanceof Error error) {
                throw error;
            }
            if (first instanceof Exception exception) {
                throw exception;
            }
        }
    }

    /**
     * The right to use a model, and a session of it. Belongs to one thread at a time; closing it gives both back. It can be
     * given back once; after that nothing happens.
     */
    static final class Lease<InputT, OutputT> implements AutoCloseable {
        private final ModelPool<InputT, OutputT> pool;
        private final Entry<InputT, OutputT> entry;
        private final LoadedModel<InputT, OutputT> model;
        private final Session<InputT, OutputT> session;
        private final boolean fresh;
        private final AtomicBoolean given = new AtomicBoolean();

        private Lease(
                ModelPool<InputT, OutputT> pool,
                Entry<InputT, OutputT> entry,
                LoadedModel<InputT, OutputT> model,
                Session<InputT, OutputT> session,
                boolean fresh) {
            this.pool = pool;
            this.entry = entry;
            this.model = model;
            this.session = session;
            this.fresh = fresh;
        }

        ModelRef ref() {
            return entry.ref;
        }

        /** The id of its predictions. */
        String modelId() {
            ModelRef ref = entry.ref;
            return ref.version().isEmpty() ? model.checksum().orElse(ref.location()) : ref.version();
        }

        LoadedModel<InputT, OutputT> model() {
            return model;
        }

        Session<InputT, OutputT> session() {
            return session;
        }

        /** Whether nobody has used the session before. */
        boolean fresh() {
            return fresh;
        }

        /** Says once for each load how long it took. */
        void report(InferenceMetrics metrics) {
            if (entry.reported.compareAndSet(false, true)) {
                metrics.loaded(entry.loadMillis, model.byteSize());
            }
        }

        @Override
        public void close() {
            release();
            pool.shrink();
        }

        /** Gives back, but leaves the model to whoever comes next, until the pool is closed or shrinks. */
        void release() {
            if (given.compareAndSet(false, true)) {
                pool.release(entry, session);
            }
        }

        /** Gives the model back, but closes the session, with which something went wrong. */
        void discard() {
            if (given.compareAndSet(false, true)) {
                pool.discard(entry, session);
            }
        }
    }
}
