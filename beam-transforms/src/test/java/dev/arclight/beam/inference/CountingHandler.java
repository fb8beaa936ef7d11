package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * A model of one number: its version, by which it multiplies. Negative examples are poison. Counts what is done to it, and a
 * load of a version from 100 on waits until the test lets it go.
 */
record CountingHandler(String test) implements ModelHandler<Long, Long> {
    private static final long serialVersionUID = 1L;

    static final AtomicInteger LOADS = new AtomicInteger();
    static final AtomicInteger CLOSES = new AtomicInteger();
    static final AtomicInteger CALLS = new AtomicInteger();
    static final AtomicInteger WARM_UPS = new AtomicInteger();
    static volatile CountDownLatch gate = new CountDownLatch(0);

    static void reset() {
        ModelPool.closeUnused();
        LOADS.set(0);
        CLOSES.set(0);
        CALLS.set(0);
        WARM_UPS.set(0);
        gate = new CountDownLatch(0);
    }

    static ModelRef model(long factor) {
        return ModelRef.of(Long.toString(factor), "v" + factor);
    }

    @Override
    public LoadedModel<Long, Long> load(ModelRef ref) throws Exception {
        long factor = Long.parseLong(ref.location());
        if (factor >= 100) {
            gate.await();
        }
        LOADS.incrementAndGet();
        return new Times(factor);
    }

    @Override
    public Coder<Long> outputCoder() {
        return VarLongCoder.of();
    }

    @Override
    public long byteSize(Long example) {
        return 8;
    }

    private record Times(long factor) implements LoadedModel<Long, Long> {
        @Override
        public Session<Long, Long> openSession() {
            return new Session<>() {
                @Override
                public List<Long> run(List<Long> batch) {
                    CALLS.incrementAndGet();
                    List<Long> outputs = new ArrayList<>();
                    for (long example : batch) {
                        if (example < 0) {
                            throw new ExampleException(example + " is negative\nand more");
                        }
                        outputs.add(example * factor);
                    }
                    return outputs;
                }

                @Override
                public void warmUp(int rows) {
                    WARM_UPS.incrementAndGet();
                }
            };
        }

        @Override
        public long byteSize() {
            return 1000;
        }

        @Override
        public long tokenCount(Long example) {
            return Math.abs(example);
        }

        @Override
        public void close() {
            CLOSES.incrementAndGet();
        }
    }
}
