package dev.arclight.kernel.cpu;

import dev.arclight.tensor.NumThreads;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the parts of one operation on several threads at once.
 *
 * <pre>{@code
 * int parts = Threads.parts(numbers, 100_000);
 * Threads.run(parts, part -> scale(Threads.start(numbers, parts, part, 1), Threads.start(numbers, parts, part + 1, 1)));
 * }</pre>
 *
 * <p>One pool serves the JVM; its threads are daemons that end when there was nothing to do for a while. The calling thread takes
 * parts too, and all of them where helpers are busy with other callers: no more helpers are at work at a time than
 * {@link NumThreads} allows the caller. A part that calls here again runs on its own thread, so nothing is nested. How an
 * operation is cut must not change its numbers.
 */
public final class Threads {
    /** The parts of an operation; they may run at once and in any order. */
    public interface Body {
        void run(int part);
    }

    private static final long IDLE_SECONDS = 30;
    private static final AtomicInteger STARTED = new AtomicInteger();

    /** Helpers that run a part now or were asked to. */
    private static final AtomicInteger BUSY = new AtomicInteger();

    private static final ThreadLocal<Flag> INSIDE = ThreadLocal.withInitial(Flag::new);

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "arclight-compute-" + STARTED.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    /** Whether a thread runs a part. */
    private static final class Flag {
        boolean set;
    }

    private Threads() {}

    /**
     * How many parts an operation is worth cutting into: at most one for each thread that it may use, and one where the calling
     * thread runs a part already.
     *
     * @param work of the operation, in any unit
     * @param worth the work that a thread should at least get; asking another takes some ten microseconds
     */
    public static int parts(long work, long worth) {
        if (work < 2 * worth || INSIDE.get().set) {
            return 1;
        }
        return (int) Math.max(1, Math.min(NumThreads.get(), work / worth));
    }

    /** Whether {@link #parts} would be more than one. */
    static boolean worth(long work, long worth) {
        return work >= 2 * worth && !INSIDE.get().set && NumThreads.get() > 1;
    }

    /** Where part {@code part} of {@code parts} begins: a multiple of {@code step}, or {@code length} after the last. */
    public static int start(int length, int parts, int part, int step) {
        return part == parts ? length : (int) ((long) length * part / parts) / step * step;
    }

    /**
     * Runs all parts and returns when they are done.
     *
     * @throws RuntimeException what a part threw, after all that were begun have ended; of several, any. Where there was no
     *     helper those after it are not begun
     */
    public static void run(int parts, Body body) {
        Flag inside = INSIDE.get();
        int helpers = parts < 2 || inside.set ? 0 : hire(Math.min(parts, NumThreads.get()) - 1);
        if (helpers == 0) {
            for (int part = 0; part < parts; part++) {
                body.run(part);
            }
            return;
        }
        Region region = new Region(parts, body);
        start(helpers, region);
        inside.set = true;
        try {
            region.work();
        } finally {
            inside.set = false;
        }
        region.await();
    }

    private static void start(int helpers, Region region) {
        for (int i = 0; i < helpers; i++) {
            try {
                POOL.execute(region);
            } catch (OutOfMemoryError e) {
                // There can be no more threads; those that are there and the calling one do all parts.
                BUSY.addAndGet(i - helpers);
                return;
            }
        }
    }

    /** Takes up to {@code wanted} helpers, so that no more than that are busy. */
    private static int hire(int wanted) {
        while (true) {
            int busy = BUSY.get();
            int free = wanted - busy;
            if (free <= 0) {
                return 0;
            }
            if (BUSY.compareAndSet(busy, wanted)) {
                return free;
            }
        }
    }

    /** One operation at work. */
    private static final class Region implements Runnable {
        private final int parts;
        private final Body body;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

        Region(int parts, Body body) {
            this.parts = parts;
            this.body = body;
            this.left = new AtomicInteger(parts);
        }

        /** As a helper. */
        @Override
        public void run() {
            INSIDE.get().set = true;
            try {
                work();
            } finally {
                BUSY.decrementAndGet();
            }
        }

        /** Takes parts until there are none. */
        void work() {
            for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                try {
                    body.run(part);
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } catch (Error e) {
                    error.compareAndSet(null, e);
                } finally {
                    if (left.decrementAndGet() == 0) {
                        LockSupport.unpark(caller);
                    }
                }
            }
        }

        /** Waits for the parts that helpers are at, and throws what one of them threw. */
        void await() {
            for (int spins = 0; left.get() > 0; spins++) {
                if (spins < 1000) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            Error worst = error.get();
            if (worst != null) {
                throw worst;
            }
            RuntimeException thrown = failure.get();
            if (thrown != null) {
                throw thrown;
            }
        }
    }
}
