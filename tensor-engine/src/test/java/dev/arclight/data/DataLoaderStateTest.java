package dev.arclight.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLoaderStateTest {
    private static final Dataset<Tensor> RANDOM =
            DataLoaderTest.of(20, i -> Tensor.scalar(i + Generator.current().nextDouble()));

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aPassGoesOnWhereItWas(int workers) {
        assertResumes(() -> DataLoader.builder(RANDOM)
                .batchSize(3)
                .shuffle(true)
                .numWorkers(workers)
                .seed(4)
                .build());
    }

    @Test
    void aPassOfTheThreadsGeneratorGoesOn() {
        assertResumes(
                () -> DataLoader.builder(RANDOM).batchSize(3).shuffle(true).build());
    }

    @Test
    void aPassOfAGeneratorGoesOnAndSoDoTheNext() {
        assertResumes(() -> DataLoader.builder(RANDOM)
                .batchSize(3)
                .shuffle(true)
                .generator(Generator.seeded(9))
                .build());
    }

    @Test
    void aPassOfASamplerWithAGeneratorGoesOn() {
        assertResumes(() -> DataLoader.builder(RANDOM)
                .batchSize(3)
                .seed(1)
                .sampler(new RandomSampler(RANDOM, Generator.seeded(2)))
                .build());
    }

    @Test
    void aStreamGoesOn() {
        assertResumes(() -> DataLoader.builder(new DatasetsTest.Counting(20))
                .batchSize(3)
                .seed(1)
                .numWorkers(1)
                .build());
    }

    /** Stops a run of two passes after each number of batches and compares the rest with a fresh loader's. */
    private static void assertResumes(Supplier<DataLoader<Batch>> made) {
        int perPass = 7;
        for (int stop = 0; stop <= 2 * perPass; stop++) {
            Generator.manualSeed(1);
            List<List<Double>> whole = new ArrayList<>();
            Map<String, Object> state = null;
            Tensor random = null;
            try (DataLoader<Batch> loader = made.get()) {
                for (int pass = 0; pass < 3; pass++) {
                    for (Batch batch : loader) {
                        whole.add(values(batch));
                        if (whole.size() == stop) {
                            state = new HashMap<>(loader.stateDict());
                            random = Generator.current().getState();
                        }
                    }
                }
            }
            if (state == null || random == null) {
                continue;
            }
            assertThat(whole).hasSize(3 * perPass);
            List<List<Double>> rest = new ArrayList<>();
            Generator.current().setState(random);
            try (DataLoader<Batch> fresh = made.get()) {
                fresh.loadStateDict(state);
                // The pass that was under way counts as one, even if nothing of it was left.
                for (int pass = (stop - 1) / perPass; pass < 3; pass++) {
                    for (Batch batch : fresh) {
                        rest.add(values(batch));
                    }
                }
            }
            assertThat(rest).as("after %d batches", stop).isEqualTo(whole.subList(stop, whole.size()));
        }
    }

    @Test
    void aStateBetweenPassesBeginsTheNext() {
        DataLoader<Batch> loader =
                DataLoader.builder(RANDOM).batchSize(20).shuffle(true).seed(4).build();
        loader.forEach(batch -> {});
        Map<String, Object> state = loader.stateDict();
        List<Double> second = values(loader.iterator().next());

        DataLoader<Batch> fresh =
                DataLoader.builder(RANDOM).batchSize(20).shuffle(true).seed(4).build();
        fresh.loadStateDict(state);

        assertThat(values(fresh.iterator().next())).isEqualTo(second);
    }

    @Test
    void whatIsNoStateOfALoaderIsRefused() {
        DataLoader<Batch> loader = DataLoader.of(RANDOM, 3);

        assertThatThrownBy(() -> loader.loadStateDict(Map.of()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("epoch");
        assertThatThrownBy(() -> loader.loadStateDict(Map.of("epoch", 1, "seed", 3L, "batches", -1)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("batches");
        assertThatThrownBy(() -> loader.loadStateDict(
                        Map.of("epoch", 1, "generator", Generator.seeded(1).getState())))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("generator");
    }

    private static List<Double> values(Batch batch) {
        List<Double> values = new ArrayList<>();
        for (double value : batch.data().toDoubleArray()) {
            values.add(value);
        }
        return values;
    }
}
