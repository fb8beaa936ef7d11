package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path temporary;

    @Test
    void allPartsComeBack() {
        Path file = temporary.resolve("x");
        Module model = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        Counter counter = new Counter(7);
        Generator draws = Generator.seeded(5);
        draws.nextInt();
        Generator.manualSeed(11);
        Checkpoint saved = new Checkpoint()
                .with("model", model)
                .with("counter", counter)
                .with("draws", draws)
                .epoch(2)
                .step(40);
        saved.metadata().put("note", List.of("a", 1L));
        saved.save(file);
        int nextDraw = draws.nextInt();
        float nextRandom = Generator.current().nextFloat();

        Module other = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        Counter otherCounter = new Counter(0);
        Generator otherDraws = Generator.seeded(99);
        Checkpoint loaded = new Checkpoint()
                .with("model", other)
                .with("counter", otherCounter)
                .with("draws", otherDraws);
        loaded.load(file);

        assertThat(loaded.epoch()).isEqualTo(2);
        assertThat(loaded.step()).isEqualTo(40);
        assertThat(loaded.metadata()).isEqualTo(Map.of("note", List.of("a", 1L)));
        assertThat(otherCounter.count).isEqualTo(7);
        assertThat(otherDraws.nextInt()).isEqualTo(nextDraw);
        assertThat(Generator.current().nextFloat()).isEqualTo(nextRandom);
        model.stateDict()
                .forEach((name, tensor) ->
                        assertThat(other.stateDict().get(name).toDoubleArray()).isEqualTo(tensor.toDoubleArray()));
    }

    @Test
    void aRunThatIsResumedAtAnyStepGivesTheSameBits() {
        List<float[]> straight = new Run().train(12, null);
        for (int at = 1; at < 12; at++) {
            Path file = temporary.resolve("at" + at);
            Run first = new Run();
            first.train(at, null);
            first.checkpoint.save(file);

            List<float[]> resumed = new Run().train(12, file);

            assertThat(resumed)
                    .usingRecursiveComparison()
                    .as("resumed at step %d", at)
                    .isEqualTo(straight);
        }
    }

    @Test
    void aCheckpointOfOtherPartsIsRefusedUnlessAskedNotToBe() {
        Path file = temporary.resolve("x");
        new Checkpoint().with("a", new Counter(3)).with("b", new Counter(4)).save(file);
        Counter b = new Counter(0);
        Counter c = new Counter(9);
        Checkpoint other = new Checkpoint().with("b", b).with("c", c);

        assertThatThrownBy(() -> other.load(file))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("it lacks 'c'")
                .hasMessageContaining("it has 'a'");
        assertThat(b.count).isZero();
        other.load(file, false);
        assertThat(b.count).isEqualTo(4);
        assertThat(c.count).isEqualTo(9);
    }

    @Test
    void aNameIsOfOnePart() {
        Checkpoint checkpoint = new Checkpoint().with("a", new Counter(0));

        assertThatThrownBy(() -> checkpoint.with("a", new Counter(1))).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> checkpoint.with("rng", new Counter(1))).isInstanceOf(ArclightException.class);
    }

    @Test
    void anotherStateIsNoCheckpoint() {
        Path file = temporary.resolve("x");
        StateFile.save(file, Map.of("a", 1));

        assertThatThrownBy(() -> new Checkpoint().load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no checkpoint");
    }

    @Test
    void damageChangesNothing() throws IOException {
        Path file = temporary.resolve("x");
        Counter counter = new Counter(3);
        Checkpoint checkpoint = new Checkpoint().with("a", counter);
        checkpoint.save(file);
        counter.count = 5;
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> checkpoint.load(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("checksum");
        assertThat(counter.count).isEqualTo(5);
    }

    @Test
    void aPartThatDoesNotTakeItsStateLeavesAllOthersAsTheyWere() {
        Path file = temporary.resolve("x");
        Generator.manualSeed(3);
        Module saved = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        SGD savedOptimizer = new SGD(saved.parameters(), 0.5).momentum(0.9);
        new Checkpoint()
                .with("model", saved)
                .with("optimizer", savedOptimizer)
                .with("last", new Linear(2, 2))
                .epoch(4)
                .save(file);

        Module model = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
        SGD optimizer = new SGD(model.parameters(), 0.25).momentum(0.5);
        model.forward(Tensor.ones(2, 3)).pow(3).sum().backward();
        optimizer.step();
        Checkpoint checkpoint = new Checkpoint()
                .with("model", model)
                .with("optimizer", optimizer)
                .with("last", new Linear(2, 3));
        Map<String, float[]> weights = arrays(model.stateDict());
        String options = optimizer.toString();
        float[] momentum = optimizer.stateTensors().get(0).toFloatArray();
        Tensor random = Generator.current().getState().clone();

        assertThatThrownBy(() -> checkpoint.load(file))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("weight");

        assertThat(arrays(model.stateDict())).usingRecursiveComparison().isEqualTo(weights);
        assertThat(optimizer).hasToString(options);
        assertThat(optimizer.stateTensors().get(0).toFloatArray()).isEqualTo(momentum);
        assertThat(Generator.current().getState().equal(random)).isTrue();
        assertThat(checkpoint.epoch()).isZero();
    }

    private static Map<String, float[]> arrays(Map<String, Tensor> tensors) {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, tensor.toFloatArray()));
        return arrays;
    }

    /** A part that a program makes itself. */
    private static final class Counter implements Stateful {
        long count;

        Counter(long count) {
            this.count = count;
        }

        @Override
        public Map<String, Object> stateDict() {
            return Map.of("count", count);
        }

        @Override
        public void loadStateDict(Map<String, Object> state) {
            count = ((Number) state.get("count")).longValue();
        }
    }

    /** Dropout, batch norm and an optimizer with momentum, over random data. */
    private static final class Run {
        final Module model;
        final Momentum optimizer;
        final Checkpoint checkpoint;

        Run() {
            Generator.manualSeed(3);
            model = new Sequential(new Linear(6, 8), new BatchNorm1d(8), new Dropout(0.5), new Linear(8, 2));
            optimizer = new Momentum(model.parameters());
            checkpoint = new Checkpoint().with("model", model).with("optimizer", optimizer);
        }

        List<float[]> train(int steps, @org.jspecify.annotations.Nullable Path from) {
            if (from != null) {
                checkpoint.load(from);
            }
            while (checkpoint.step() < steps) {
                model.zeroGrad();
                Tensor x = Tensor.randn(16, 6);
                model.call(x).square().mean().backward();
                optimizer.step();
                checkpoint.step(checkpoint.step() + 1);
            }
            List<float[]> weights = new ArrayList<>();
            model.stateDict().values().forEach(tensor -> weights.add(tensor.toFloatArray()));
            return weights;
        }
    }

    /** Steps with momentum, written with tensors. */
    private static final class Momentum implements Stateful {
        private final List<Tensor> parameters;
        private final List<Tensor> velocities = new ArrayList<>();

        Momentum(List<Tensor> parameters) {
            this.parameters = parameters;
            parameters.forEach(parameter -> velocities.add(Tensor.zerosLike(parameter)));
        }

        void step() {
            for (int i = 0; i < parameters.size(); i++) {
                velocities.set(
                        i, velocities.get(i).mul(0.9).add(parameters.get(i).grad()));
                parameters
                        .get(i)
                        .setData(
                                parameters.get(i).detach().sub(velocities.get(i).mul(0.1)));
            }
        }

        @Override
        public Map<String, Object> stateDict() {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("velocities", velocities);
            return state;
        }

        @Override
        public void loadStateDict(Map<String, Object> state) {
            List<?> saved = (List<?>) state.get("velocities");
            for (int i = 0; i < velocities.size(); i++) {
                velocities.set(i, (Tensor) saved.get(i));
            }
        }
    }
}
