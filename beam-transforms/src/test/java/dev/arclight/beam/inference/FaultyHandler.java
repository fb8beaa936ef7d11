package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/** A model that doubles a number, and with which something goes wrong. Counts what is closed. */
record FaultyHandler(Fault fault) implements ModelHandler<Long, Long> {
    private static final long serialVersionUID = 1L;

    static final AtomicInteger SESSION_CLOSES = new AtomicInteger();
    static final AtomicInteger MODEL_CLOSES = new AtomicInteger();

    enum Fault {
        NONE,
        LOAD_ERROR,
        SIZE_EXCEPTION,
        WARM_UP_EXCEPTION,
        RUN_ERROR,
        CLOSE_EXCEPTION,
        CLOSE_ERROR,
        TOO_FEW_OUTPUTS,
        NO_OUTPUTS,
        A_NULL_OUTPUT,
        TOKENS_EXCEPTION
    }

    static void reset() {
        ModelPool.closeUnused();
        SESSION_CLOSES.set(0);
        MODEL_CLOSES.set(0);
    }

    private static final class MissingMemory extends VirtualMachineError {
        private static final long serialVersionUID = 1L;
    }

    private void failIf(Fault which) {
        if (fault == which) {
            throw new IllegalStateException("as asked for");
        }
    }

    private void breakDownIf(Fault which) {
        if (fault == which) {
            throw new MissingMemory();
        }
    }

    @Override
    public LoadedModel<Long, Long> load(ModelRef ref) {
        if (!ref.location().equals("whole")) {
            breakDownIf(Fault.LOAD_ERROR);
        }
        return new Doubling();
    }

    @Override
    public Coder<Long> outputCoder() {
        return VarLongCoder.of();
    }

    private final class Doubling implements LoadedModel<Long, Long> {
        @Override
        public Session<Long, Long> openSession() {
            return new DoublingSession();
        }

        @Override
        public long byteSize() {
            failIf(Fault.SIZE_EXCEPTION);
            return 1000;
        }

        @Override
        public long tokenCount(Long example) {
            if (example < 0) {
                failIf(Fault.TOKENS_EXCEPTION);
            }
            return 1;
        }

        @Override
        public void close() {
            MODEL_CLOSES.incrementAndGet();
            failIf(Fault.CLOSE_EXCEPTION);
            breakDownIf(Fault.CLOSE_ERROR);
        }
    }

    private final class DoublingSession implements LoadedModel.Session<Long, Long> {
        @Override
        public List<Long> run(List<Long> batch) {
            breakDownIf(Fault.RUN_ERROR);
            if (fault == Fault.NO_OUTPUTS) {
                return null;
            }
            List<Long> outputs = new ArrayList<>();
            for (long example : batch) {
                if (example < 0) {
                    throw new ExampleException(example + " is negative");
                }
                outputs.add(2 * example);
            }
            if (fault == Fault.A_NULL_OUTPUT) {
                outputs.set(outputs.size() - 1, null);
            }
            return fault == Fault.TOO_FEW_OUTPUTS ? outputs.subList(1, outputs.size()) : outputs;
        }

        @Override
        public void warmUp(int rows) {
            failIf(Fault.WARM_UP_EXCEPTION);
        }

        @Override
        public void close() {
            SESSION_CLOSES.incrementAndGet();
            failIf(Fault.CLOSE_EXCEPTION);
            breakDownIf(Fault.CLOSE_ERROR);
        }
    }
}
