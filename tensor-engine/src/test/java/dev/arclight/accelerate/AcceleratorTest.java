package dev.arclight.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.TensorDataset;
import dev.arclight.distributed.DistributedException;
import dev.arclight.distributed.ReduceOp;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.optim.lrscheduler.StepLR;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@SuppressWarnings("try") // Scopes are there to be closed.
final class AcceleratorTest {
    private static final CrossEntropyLoss CRITERION = new CrossEntropyLoss();

    private static DataLoader<Batch> loader(int examples, int batchSize) {
        Tensor x = Tensor.randn(Generator.seeded(3), examples, 6);
        return DataLoader.of(new TensorDataset(x, x.narrow(1, 0, 3).argmax(1)), batchSize);
    }

    private static Module network() {
        Generator.manualSeed(1);
        return new Sequential(new Linear(6, 16), new ReLU(), new Linear(16, 3));
    }

    /** The loop that every test runs; only options and workers differ. Gives the weights of worker 0. */
    private static Map<String, Tensor> train(
            int workers, int batchSize, int accumulation, MixedPrecision precision, int epochs) {
        Map<Integer, Map<String, Tensor>> weights = new ConcurrentHashMap<>();
        Accelerator.launch(workers, () -> {
            Accelerator accelerator = new Accelerator(Accelerator.Options.DEFAULT
                    .withMixedPrecision(precision)
                    .withGradientAccumulationSteps(accumulation));
            Module model = accelerator.prepare(network());
            AcceleratedOptimizer optimizer = accelerator.prepare(new SGD(model.parameters(), 0.2));
            AcceleratedDataLoader<Batch> batches = accelerator.prepare(loader(48, batchSize));
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (Batch batch : batches) {
                    try (Accelerator.Accumulation scope = accelerator.accumulate()) {
                        Tensor loss = CRITERION.call(model.call(batch.data()), batch.target());
                        accelerator.backward(loss);
                        accelerator.clipGradNorm_(model.parameters(), 1);
                        optimizer.step();
                        optimizer.zeroGrad();
                    }
                }
            }
            weights.put(
                    accelerator.processIndex(), accelerator.unwrapModel(model).stateDict());
        });
        Map<String, Tensor> first = Objects.requireNonNull(weights.get(0));
        weights.values()
                .forEach(other -> first.forEach(
                        (name, tensor) -> assertThat(tensor.equal(Objects.requireNonNull(other.get(name))))
                                .as(name)
                                .isTrue()));
        return first;
    }

    private static void assertClose(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        expected.forEach((name, tensor) -> assertThat(
                        Objects.requireNonNull(actual.get(name)).allclose(tensor, 1e-5, 1e-6, false))
                .as(name)
                .isTrue());
    }

    @Test
    void loopGivesTheSameWithOneWorkerSeveralAndAccumulatedGradients() {
        Map<String, Tensor> expected = train(1, 12, 1, MixedPrecision.NO, 2);
        assertClose(train(2, 6, 1, MixedPrecision.NO, 2), expected);
        assertClose(train(3, 4, 1, MixedPrecision.NO, 2), expected);
        assertClose(train(1, 6, 2, MixedPrecision.NO, 2), expected);
        assertClose(train(2, 3, 2, MixedPrecision.NO, 2), expected);
    }

    @Test
    void mixedPrecisionTrainsAsWell() {
        for (MixedPrecision precision : MixedPrecision.values()) {
            Module model = network();
            model.loadStateDict(train(2, 6, 1, precision, 40));
            double right = 0;
            for (Batch batch : loader(48, 48)) {
                right = model.call(batch.data())
                        .argmax(1)
                        .eq(batch.target())
                        .to(DType.FLOAT32)
                        .mean()
                        .item();
            }
            assertThat(right).as(precision.name()).isGreaterThan(0.9);
        }
    }

    @Test
    void preparedModelComputesInSixteenBitsAndGivesFloat32() {
        Accelerator accelerator = new Accelerator(Accelerator.Options.DEFAULT.withMixedPrecision(MixedPrecision.BF16));
        Linear layer = new Linear(64, 4);
        Tensor x = Tensor.rand(2, 64);
        Tensor output = accelerator.prepare(layer).call(x);
        assertThat(output.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(output.equal(layer.call(x))).isFalse();
        assertThat(output.equal(output.to(DType.BFLOAT16).toFloat())).isTrue();
    }

    @Test
    void everyExampleCountsOnceThoughWorkersMakeEquallyManySteps() {
        for (int examples : new int[] {1, 5, 12, 13, 20}) {
            Accelerator.launch(3, () -> {
                Accelerator accelerator = new Accelerator();
                int[] counted = {0, 0, 0};
                for (Batch batch : accelerator.prepare(loader(examples, 2))) {
                    counted[0] += accelerator.gatherForMetrics(batch.target()).size(0);
                    counted[1] += accelerator.gather(batch.target()).size(0);
                    counted[2]++;
                }
                assertThat(counted[0]).isEqualTo(examples);
                assertThat(counted[1]).isGreaterThanOrEqualTo(examples);
                Tensor steps = accelerator.reduce(Tensor.scalar(counted[2]), ReduceOp.MIN);
                assertThat(steps.item()).isEqualTo(counted[2]);
            });
        }
    }

    @Test
    void scheduleGoesOnWithTheOptimizerOnceForEachWorker() {
        Accelerator.launch(2, () -> {
            Accelerator accelerator = new Accelerator(Accelerator.Options.DEFAULT.withGradientAccumulationSteps(2));
            Module model = accelerator.prepare(new Linear(6, 3));
            SGD sgd = new SGD(model.parameters(), 1);
            AcceleratedOptimizer optimizer = accelerator.prepare(sgd);
            AcceleratedScheduler scheduler = accelerator.prepare(new StepLR(sgd, 1, 0.5));
            for (Batch batch : accelerator.prepare(loader(24, 3))) {
                try (Accelerator.Accumulation scope = accelerator.accumulate()) {
                    accelerator.backward(CRITERION.call(model.call(batch.data()), batch.target()));
                    optimizer.step();
                    scheduler.step();
                    optimizer.zeroGrad();
                }
            }
            assertThat(sgd.learningRate()).isCloseTo(1.0 / 16, within(1e-12));
        });
    }

    @Test
    void stepWithGradientsThatAreNotFiniteIsLeftOut() {
        Accelerator accelerator = new Accelerator(Accelerator.Options.DEFAULT.withMixedPrecision(MixedPrecision.FP16));
        Module model = accelerator.prepare(new Linear(2, 1));
        SGD sgd = new SGD(model.parameters(), 1);
        AcceleratedOptimizer optimizer = accelerator.prepare(sgd);
        AcceleratedScheduler scheduler = accelerator.prepare(new StepLR(sgd, 1, 0.5));
        for (double factor : new double[] {Double.POSITIVE_INFINITY, 1}) {
            accelerator.backward(model.call(Tensor.ones(1, 2)).mul(factor).sum());
            optimizer.step();
            scheduler.step();
            optimizer.zeroGrad();
            assertThat(optimizer.stepWasSkipped()).isEqualTo(factor != 1);
        }
        assertThat(sgd.learningRate()).isEqualTo(0.5);
    }

    @Test
    void twoOptimizersMayBeClippedAndStepInTurn() {
        Accelerator accelerator = new Accelerator(Accelerator.Options.DEFAULT.withMixedPrecision(MixedPrecision.FP16));
        Linear first = new Linear(2, 1);
        Linear second = new Linear(2, 1);
        AcceleratedOptimizer a = accelerator.prepare(new SGD(first.parameters(), 1));
        AcceleratedOptimizer b = accelerator.prepare(new SGD(second.parameters(), 1));
        double before = second.parameters().get(1).item();
        accelerator.backward(first.call(Tensor.ones(1, 2))
                .add(second.call(Tensor.ones(1, 2)))
                .sum());
        accelerator.clipGradNorm_(first.parameters(), 100);
        a.step();
        b.step();
        assertThat(second.parameters().get(1).item()).isCloseTo(before - 1, within(1e-6));
    }

    @Test
    void runGoesOnFromItsState() {
        Run run = new Run();
        run.steps(0, 4);
        Map<String, Object> state = run.accelerator.stateDict();
        Run fresh = new Run();
        fresh.accelerator.loadStateDict(state);
        run.steps(4, 9);
        fresh.steps(4, 9);
        run.model
                .stateDict()
                .forEach((name, tensor) -> assertThat(tensor.equal(
                                Objects.requireNonNull(fresh.model.stateDict().get(name))))
                        .as(name)
                        .isTrue());
        assertThatThrownBy(() -> fresh.accelerator.loadStateDict(Map.of()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("model_0");
    }

    @Test
    void workersGoOnFromAFolder(@TempDir Path folder) {
        ConcurrentHashMap<Integer, double[]> drawn = new ConcurrentHashMap<>();
        Accelerator.launch(2, () -> {
            Run run = new Run();
            run.accelerator.setSeed(5, true);
            run.steps(0, 4);
            run.accelerator.saveState(folder);
            run.steps(4, 8);
            double next = Tensor.rand(1).item();

            Run fresh = new Run();
            fresh.accelerator.setSeed(6, true);
            fresh.accelerator.loadState(folder);
            fresh.steps(4, 8);
            drawn.put(
                    run.accelerator.processIndex(),
                    new double[] {next, Tensor.rand(1).item()});
            run.model
                    .stateDict()
                    .forEach((name, tensor) -> assertThat(tensor.equal(Objects.requireNonNull(
                                    fresh.model.stateDict().get(name))))
                            .as(name)
                            .isTrue());
        });
        assertThat(drawn.get(0)[0]).isEqualTo(drawn.get(0)[1]).isNotEqualTo(drawn.get(1)[0]);
        assertThat(drawn.get(1)[0]).isEqualTo(drawn.get(1)[1]);
    }

    private static final class Run {
        private final Accelerator accelerator = new Accelerator(new Accelerator.Options(MixedPrecision.FP16, 2));
        private final Module model = network();
        private final Module prepared = accelerator.prepare(model);
        private final SGD sgd = new SGD(prepared.parameters(), 0.1).momentum(0.9);
        private final AcceleratedOptimizer optimizer = accelerator.prepare(sgd);
        private final AcceleratedScheduler scheduler = accelerator.prepare(new StepLR(sgd, 2, 0.5));

        void steps(int from, int to) {
            for (int step = from; step < to; step++) {
                Tensor x = Tensor.randn(Generator.seeded(step), 4, 6);
                try (Accelerator.Accumulation scope = accelerator.accumulate()) {
                    accelerator.backward(
                            CRITERION.call(prepared.call(x), x.narrow(1, 0, 3).argmax(1)));
                    optimizer.step();
                    scheduler.step();
                    optimizer.zeroGrad();
                }
            }
        }
    }

    @Test
    void mainWorkerAlonePrints() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Accelerator.launch(3, () -> {
            Accelerator accelerator = new Accelerator();
            accelerator.print(out, "worker " + accelerator.processIndex() + " of " + accelerator.numProcesses());
        });
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("worker 0 of 3" + System.lineSeparator());
    }

    @Test
    void failureOfOneWorkerEndsTheLoopOfAll() {
        assertThatThrownBy(() -> Accelerator.launch(2, () -> {
                    Accelerator accelerator = new Accelerator();
                    for (int batch : accelerator.prepareBatches(
                            IntStream.range(0, 100).boxed().toList())) {
                        if (batch == 31) {
                            throw new IllegalStateException("bad batch");
                        }
                    }
                }))
                .isInstanceOf(DistributedException.class)
                .hasMessageContaining("bad batch");
    }

    @Test
    void workersGetBatchesInTurn() {
        ConcurrentHashMap<Integer, List<Integer>> seen = new ConcurrentHashMap<>();
        Accelerator.launch(2, () -> {
            Accelerator accelerator = new Accelerator();
            List<Integer> own = new java.util.ArrayList<>();
            accelerator.prepareBatches(List.of(0, 1, 2, 3, 4)).forEach(own::add);
            seen.put(accelerator.processIndex(), own);
        });
        assertThat(seen).containsEntry(0, List.of(0, 2, 4)).containsEntry(1, List.of(1, 3, 0));
    }
}
