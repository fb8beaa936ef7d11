package dev.arclight.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("try") // Scopes are there to be closed.
final class DistributedDataParallelTest {
    private static final int SIZE = 2;
    private static final int BATCH = 8;
    private static final int STEPS = 5;

    private static Module network(long seed) {
        Generator.manualSeed(seed);
        return new Sequential(new Linear(6, 16), new ReLU(), new Linear(16, 3));
    }

    private static Tensor examples() {
        return Tensor.randn(Generator.seeded(3), STEPS * BATCH, 6);
    }

    private static Tensor classes(Tensor x) {
        return x.narrow(1, 0, 3).argmax(1);
    }

    private static Map<String, Tensor> onOneWorker() {
        Module model = network(1);
        SGD optimizer = new SGD(model.parameters(), 0.1).momentum(0.9);
        Tensor x = examples();
        for (int step = 0; step < STEPS; step++) {
            Tensor batch = x.narrow(0, step * BATCH, BATCH);
            optimizer.zeroGrad();
            new CrossEntropyLoss().call(model.call(batch), classes(batch)).backward();
            optimizer.step();
        }
        return model.stateDict();
    }

    private static Map<Integer, Module> onAll(int bucketBytes, boolean accumulate) {
        Map<Integer, Module> trained = new ConcurrentHashMap<>();
        ProcessGroup.launch(SIZE, group -> {
            // Each worker begins elsewhere, and gets what worker 0 has.
            DistributedDataParallel model = new DistributedDataParallel(network(1 + group.rank()), group, bucketBytes);
            SGD optimizer = new SGD(model.parameters(), 0.1).momentum(0.9);
            Tensor x = examples();
            int share = BATCH / SIZE;
            for (int step = 0; step < STEPS; step++) {
                Tensor batch = x.narrow(0, step * BATCH + group.rank() * share, share);
                optimizer.zeroGrad();
                if (accumulate) {
                    int half = share / 2;
                    Tensor first = batch.narrow(0, 0, half);
                    Tensor second = batch.narrow(0, half, half);
                    try (DistributedDataParallel.NoSync scope = model.noSync()) {
                        new CrossEntropyLoss()
                                .call(model.call(first), classes(first))
                                .div(2)
                                .backward();
                    }
                    new CrossEntropyLoss()
                            .call(model.call(second), classes(second))
                            .div(2)
                            .backward();
                } else {
                    new CrossEntropyLoss()
                            .call(model.call(batch), classes(batch))
                            .backward();
                }
                optimizer.step();
            }
            trained.put(group.rank(), model.module());
        });
        return trained;
    }

    @Test
    void workersTrainAsOneDoesOnTheWholeBatch() {
        Map<String, Tensor> expected = onOneWorker();
        for (int bucketBytes : new int[] {1, 300, 1 << 20}) {
            for (Module model : onAll(bucketBytes, false).values()) {
                model.stateDict()
                        .forEach((name, tensor) -> assertThat(tensor.allclose(expected.get(name), 1e-6, 1e-6, false))
                                .as(name)
                                .isTrue());
            }
        }
    }

    @Test
    void workersHaveTheSameBits() {
        Map<Integer, Module> trained = onAll(1 << 20, false);
        Map<Integer, Module> again = onAll(1 << 20, false);
        trained.get(0).stateDict().forEach((name, tensor) -> {
            assertThat(trained.get(1).stateDict().get(name).equal(tensor))
                    .as(name)
                    .isTrue();
            assertThat(again.get(0).stateDict().get(name).equal(tensor))
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void gradientsThatWereAccumulatedAloneAreAveragedLater() {
        Map<String, Tensor> expected = onOneWorker();
        onAll(1 << 20, true)
                .get(1)
                .stateDict()
                .forEach((name, tensor) -> assertThat(tensor.allclose(expected.get(name), 1e-6, 1e-6, false))
                        .as(name)
                        .isTrue());
    }

    @Test
    void parameterThatAWorkerDidNotUseCountsAsZeroThere() {
        Map<Integer, Double> grads = new ConcurrentHashMap<>();
        ProcessGroup.launch(SIZE, group -> {
            Linear used = new Linear(1, 1, false);
            Linear sometimes = new Linear(1, 1, false);
            Linear never = new Linear(1, 1, false);
            DistributedDataParallel model = new DistributedDataParallel(new Sequential(used, sometimes, never), group);
            Tensor x = Tensor.ones(1, 1);
            Tensor loss = used.call(x).sum();
            if (group.rank() == 1) {
                loss = loss.add(sometimes.call(x.mul(4)).sum());
            }
            loss.backward();
            List<Tensor> parameters = model.parameters();
            grads.put(
                    group.rank(),
                    java.util.Objects.requireNonNull(parameters.get(1).grad()).item());
            assertThat(parameters.get(2).grad()).isNull();
        });
        assertThat(grads).containsEntry(0, 2.0).containsEntry(1, 2.0);
    }

    @Test
    void buffersAreThoseOfTheFirstWorker() {
        Map<Integer, Tensor> means = new ConcurrentHashMap<>();
        ProcessGroup.launch(SIZE, group -> {
            BatchNorm1d norm = new BatchNorm1d(1);
            DistributedDataParallel model = new DistributedDataParallel(norm, group);
            for (int step = 0; step < 2; step++) {
                model.call(Tensor.full(group.rank() + 1.0, 2, 1)).sum().backward();
            }
            group.broadcast(norm.runningMean(), 0);
            means.put(group.rank(), norm.runningMean());
        });
        assertThat(means.get(0).item()).isEqualTo(means.get(1).item()).isGreaterThan(0.18);
    }

    @Test
    void callbackNeedsAPassThatIsUnderWay() {
        assertThatThrownBy(() -> Autograd.queueCallback(() -> {})).isInstanceOf(AutogradException.class);
    }
}
