package dev.arclight.data;

import dev.arclight.tensor.NumThreads;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Background threads of a loader. They do not keep the JVM alive, and take tasks in the order in which they come. */
final class Workers implements AutoCloseable {
    private final ThreadPoolExecutor executor;

    Workers(int count, IntConsumer init) {
        AtomicInteger made = new AtomicInteger();
        // A worker that dies is replaced under its number.
        executor = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Worker(task, new WorkerInfo(made.getAndIncrement() % count, count), init));
    }

    <B> Future<B> submit(Callable<B> task) {
        return executor.submit(() -> {
            if (Thread.currentThread() instanceof Worker worker) {
                worker.initialize();
            }
            return task.call();
        });
    }

    /** Interrupts what is under way and drops what waits; does not wait for the threads' end. */
    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** Waits for the threads' end. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return executor.awaitTermination(seconds, TimeUnit.SECONDS);
    }

    static final class Worker extends Thread {
        private final WorkerInfo info;
        private final IntConsumer init;
        private boolean initialized;

        Worker(Runnable task, WorkerInfo info, IntConsumer init) {
            super(task, "arclight-data-" + info.id());
            setDaemon(true);
            this.info = info;
            this.init = init;
        }

        /** Each on one thread, for there are several and the training beside them. */
        @Override
        @SuppressWarnings("try") // The scope is there to be closed.
        public void run() {
            try (NumThreads.Scope alone = NumThreads.of(1)) {
                super.run();
            }
        }

        WorkerInfo info() {
            return info;
        }

        /** On the thread itself, so that what fails is carried to the consumer with the first batch. */
        void initialize() {
            if (!initialized) {
                initialized = true;
                init.accept(info.id());
            }
        }
    }
}
