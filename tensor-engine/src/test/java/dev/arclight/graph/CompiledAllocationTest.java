package dev.arclight.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Functional;
import dev.arclight.nn.GELU;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Elementwise operations are bound where they have vector loops. */
@EnabledIf("dev.arclight.kernel.cpu.VectorSupport#isAvailable")
class CompiledAllocationTest {
    /** Batches that are run at most until one allocates nothing: the JIT takes its time where cores are busy. */
    private static final int MOST_BATCHES = 400_000;

    private static final long MOST_NANOS = 60_000_000_000L;

    private final com.sun.management.ThreadMXBean allocated =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What other work leaves behind in the JIT's profiles: vectors of other element types, and failed checks of classes. */
    @BeforeAll
    static void useTheMachine() {
        Generator.manualSeed(5);
        Tensor doubles = Tensor.randn(64, 64).to(DType.FLOAT64);
        Tensor floats = Tensor.randn(64, 64);
        for (int i = 0; i < 300; i++) {
            doubles.matmul(doubles).tanh().softmax(1);
            floats.matmul(floats).exp().softmax(1);
            floats.to(DType.FLOAT16).add(1);
        }
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("one row", new Sequential(new Linear(64, 48), new ReLU(), new Linear(48, 10)), 1, 64),
                Arguments.of("rows", new Sequential(new Linear(300, 200), new GELU(), new Linear(200, 96)), 30, 300),
                Arguments.of(
                        "convolutions",
                        new Sequential(
                                new Conv2d(1, 8, 3, 1, 1),
                                new ReLU(),
                                new MaxPool2d(2),
                                new Conv2d(8, 16, 3, 1, 1),
                                new ReLU(),
                                new MaxPool2d(2),
                                new Flatten(),
                                new Linear(16 * 7 * 7, 10)),
                        2,
                        28 * 28),
                Arguments.of(
                        "convolutions that are normalised",
                        new Sequential(
                                new Conv2d(1, 30, 3, 1, 1),
                                new BatchNorm2d(30),
                                new ReLU(),
                                new Conv2d(30, 30, 3, 1, 1),
                                new BatchNorm2d(30),
                                new ReLU()),
                        2,
                        28 * 28),
                Arguments.of("an encoder layer", new TransformerEncoderLayer(64, 4), 24, 64),
                Arguments.of(
                        "an encoder layer that normalises first",
                        new TransformerEncoderLayer(
                                64, 4, TransformerOptions.defaults().normFirst(true)),
                        24,
                        64));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void onceItsKernelsAreCompiledABatchAllocatesNothing(String name, Module network, int rows, int width) {
        Tensor batch = name.startsWith("convolutions")
                ? Tensor.randn(rows, 1, 28, 28)
                : name.startsWith("an encoder layer") ? Tensor.randn(rows, 2, width) : Tensor.randn(rows, width);
        InferenceSession session = CompiledModel.of(network.eval()).newSession();

        long least = leastAllocated(() -> session.run(batch));

        assertThat(least).as("bytes of a batch").isZero();
    }

    @Test
    void aStepThatWritesIntoItsCacheAndReadsItUpToAMaskAllocatesNothing() {
        Linear projection = new Linear(16, 16);
        CompiledModel model = CompiledModel.of(projection.eval(), in -> {
            Tensor all = projection.call(in[0]).view(1, 2, 1, 8);
            in[3].indexCopy_(2, in[1], all);
            return new Tensor[] {Functional.scaledDotProductAttention(all, in[3], in[3], in[2], 0, false, null, false)};
        });
        InferenceSession session = model.writingInputs().newSession();
        Tensor[] inputs = {
            Tensor.randn(1, 16), Tensor.full(5L, 1), Tensor.arange(40).le(5).view(1, 40), Tensor.zeros(1, 2, 40, 8)
        };

        long least = leastAllocated(() -> session.runAll(inputs));

        assertThat(least).as("bytes of a step").isZero();
    }

    /** What rows of one sign need is compiled although it is seldom needed. */
    @Test
    void aRareRowOfNegativeNumbersAllocatesNothing() {
        Tensor batch = Tensor.rand(2000, 64);
        batch.select(0, 1234).sub_(2);
        InferenceSession session =
                CompiledModel.of(new Sequential(new Softmax(1)).eval()).newSession();

        long least = leastAllocated(() -> session.run(batch));

        assertThat(least).as("bytes of a batch").isZero();
    }

    /** The least that a run allocates, until one allocates nothing or the JIT had enough time. */
    private long leastAllocated(Runnable run) {
        long least = Long.MAX_VALUE;
        long start = System.nanoTime();
        for (int i = 0; i < MOST_BATCHES && least > 0 && System.nanoTime() - start < MOST_NANOS; i++) {
            long before = allocated.getCurrentThreadAllocatedBytes();
            run.run();
            least = Math.min(least, allocated.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}
