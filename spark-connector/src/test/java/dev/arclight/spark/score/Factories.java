package dev.arclight.spark.score;

import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Identity;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContextImpl;

/** Networks that no model folder can describe, for tests. */
final class Factories {
    private Factories() {}

    /** Numbers x of two and ids of any number, of which -1 is padding: the ids' sum times x, and the numbers of ids. */
    record Weighing(String id) implements NetworkFactory {
        @Override
        public Signature signature() {
            return new Signature(
                    List.of(new TensorSpec("x", DType.FLOAT32, -1, 2), new TensorSpec("ids", DType.INT64, -1, -1)),
                    List.of(
                            new TensorSpec("weighed", DType.FLOAT32, -1, 2),
                            new TensorSpec("count", DType.INT64, -1),
                            new TensorSpec("grid", DType.FLOAT64, -1, 2, 1)));
        }

        @Override
        public Network make() {
            return new Network(new Identity(), in -> {
                Tensor real = in[1].ge(0).to(DType.INT64);
                Tensor sum = in[1].mul(real).sum(1).to(DType.FLOAT32);
                Tensor weighed = in[0].mul(sum.unsqueeze(1));
                return new Tensor[] {
                    weighed, real.sum(1), weighed.to(DType.FLOAT64).unsqueeze(2)
                };
            });
        }
    }

    /** Fails on a batch with a row of 13, alone or not; has no memory for batches above some size. */
    record Picky(String id, int memory) implements NetworkFactory {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Signature signature() {
            return Models.signature(1, 1);
        }

        @Override
        public Network make() {
            return new Network(new Identity(), in -> {
                CALLS.incrementAndGet();
                if (in[0].size(0) > memory) {
                    throw new OutOfMemoryError("no room for " + in[0].size(0) + " rows");
                }
                if (in[0].eq(13).any().itemBoolean()) {
                    throw new IllegalArgumentException("13 among " + in[0].size(0));
                }
                return new Tensor[] {in[0].mul(2)};
            });
        }
    }

    /** Its task's first attempt is killed while it works, and it fails of that. */
    record Killed(String id) implements NetworkFactory {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Signature signature() {
            return Models.signature(1, 1);
        }

        @Override
        public Network make() {
            return new Network(new Identity(), in -> {
                TaskContext task = TaskContext.get();
                if (task.attemptNumber() == 0) {
                    CALLS.incrementAndGet();
                    ((TaskContextImpl) task).markInterrupted("for a test");
                    throw new IllegalStateException("interrupted");
                }
                return new Tensor[] {in[0].mul(2)};
            });
        }
    }

    /** Gives doubles where its signature says floats. */
    record Doubling(String id) implements NetworkFactory {
        static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Signature signature() {
            return Models.signature(1, 1);
        }

        @Override
        public Network make() {
            return new Network(new Identity(), in -> {
                CALLS.incrementAndGet();
                return new Tensor[] {in[0].to(DType.FLOAT64).mul(2)};
            });
        }
    }

    /** Never comes back, unless it is interrupted. */
    record Sleeper(String id) implements NetworkFactory {
        static final AtomicReference<CountDownLatch> INTERRUPTED = new AtomicReference<>(new CountDownLatch(1));

        @Override
        public Signature signature() {
            return Models.signature(1, 1);
        }

        @Override
        public Network make() {
            return new Network(new Identity(), in -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    INTERRUPTED.get().countDown();
                    Thread.currentThread().interrupt();
                }
                return in;
            });
        }
    }
}
