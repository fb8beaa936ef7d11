package dev.arclight.beam.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.distributed.localsgd.RowDigest;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
    private static final int SHARDS = 3;

    @TempDir
    Path folder;

    private static PTransform<PBegin, PCollection<TensorBlock>> rows() {
        return Create.of(new Clouds(200, 5).blocks(40, 1));
    }

    private TrainModel training(String name) {
        return TrainModel.of(Clouds.network())
                .withFeatures("point")
                .withLabel("cloud")
                .withLearningRate(0.05)
                .withBatchSize(16)
                .withAveragingPeriod(2)
                .withShards(SHARDS)
                .withSeed(11)
                .to(
                        folder.resolve(name).toString(),
                        folder.resolve(name + "-model").toString());
    }

    private TrainingLoop loop(String name) {
        return TrainingLoop.of(training(name), rows()).withEpochs(2);
    }

    private byte[] weights(String name) throws IOException {
        return TrainModelTest.weights(folder.resolve(name + "-model"));
    }

    @Test
    void theWeightsDoNotDependOnHowRoundsAreDividedIntoPipelinesNorOnTheRunner() throws IOException {
        List<RoundReport> reports = new ArrayList<>();
        TrainingListener keep = new TrainingListener() {
            @Override
            public void roundDone(RoundReport report) {
                reports.add(report);
            }

            @Override
            public void epochDone(EpochReport report) {}
        };
        loop("three").withRoundsPerPipeline(3).withListener(keep).run(TestRunner.DIRECT.options());
        loop("all").withRoundsPerPipeline(100).run(TestRunner.FLINK_BATCH.options());

        assertThat(weights("three")).isEqualTo(weights("all"));
        assertThat(reports).extracting(RoundReport::round).startsWith(1, 2, 3).doesNotHaveDuplicates();
        assertThat(reports.get(reports.size() - 1).epoch()).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("three/shards.txt"))).hasSize(SHARDS);
    }

    @Test
    void aTrainingThatWasKilledGoesOnFromItsCheckpointToTheSameBytes() throws IOException {
        class Killed extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        TrainingListener kill = new TrainingListener() {
            @Override
            public void roundDone(RoundReport report) {
                if (report.round() == 3) {
                    throw new Killed();
                }
            }

            @Override
            public void epochDone(EpochReport report) {}
        };
        TrainingLoop killed = loop("killed").withRoundsPerPipeline(2);
        assertThatThrownBy(() -> killed.withListener(kill).run(TestRunner.DIRECT.options()))
                .isInstanceOf(Killed.class);
        // Rounds 1 and 2 count, the pipeline of 3 and 4 was not committed.
        try (Stream<Path> states = Files.list(folder.resolve("killed/rounds"))) {
            assertThat(states.filter(state -> Files.exists(state.resolve("COMMITTED"))))
                    .hasSize(1);
        }

        killed.run(TestRunner.DIRECT.options());
        loop("whole").run(TestRunner.DIRECT.options());

        assertThat(weights("killed")).isEqualTo(weights("whole"));
    }

    @Test
    void afterEachEpochTheHeldOutRowsAreMeasuredAndTheBestStateIsTaken() throws IOException {
        TrainingLoop loop = TrainingLoop.of(
                        training("held").withLearningRate(1.5).withOptimizerState("reset"), rows())
                .withEpochs(20)
                .withValidationShare(0.3)
                .withPatience(1);

        TrainingLoop.Result result = loop.run(TestRunner.DIRECT.options());

        List<EpochReport> epochs = result.epochs();
        assertThat(epochs.get(0).rows()).isBetween(30.0, 90.0);
        assertThat(epochs.get(0).accuracy()).isBetween(0.5, 1.0);
        // With so high a rate an epoch that is worse than the ones before comes soon.
        assertThat(epochs.size()).isLessThan(20);
        EpochReport last = epochs.get(epochs.size() - 1);
        assertThat(last.loss())
                .isGreaterThanOrEqualTo(epochs.get(epochs.size() - 2).loss());
        // A second run has nothing to do and gives the same model.
        byte[] first = weights("held");
        assertThat(loop.run(TestRunner.DIRECT.options()).epochs()).isEqualTo(epochs);
        assertThat(weights("held")).isEqualTo(first);
    }

    @Test
    void aFolderOfAnotherTrainingIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("taken"));
        Files.writeString(folder.resolve("taken/training.txt"), "network 7\n");

        assertThatThrownBy(() -> loop("taken").run(TestRunner.DIRECT.options()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("holds another training: network 7; here: network ")
                .hasMessageEndingWith("give this training a folder of its own, or delete that one to begin anew");
    }

    @Test
    void aColumnThatIsMissingFailsWithItsName() {
        TrainingLoop loop = TrainingLoop.of(training("missing").withLabel("clowd"), rows());

        assertThatThrownBy(() -> loop.run(TestRunner.DIRECT.options()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("reading the rows failed")
                .hasMessageContaining("there is no column 'clowd'; the block has [point, cloud]");
    }

    @Test
    void aLossOfTheHeldOutRowsThatIsNoNumberFails() {
        Map<String, Tensor> columns = new LinkedHashMap<>();
        columns.put("point", Tensor.full(Double.NaN, 1, Clouds.FEATURES).to(DType.FLOAT32));
        columns.put("cloud", Tensor.zeros(DType.INT64, 1));
        List<TensorBlock> blocks = new ArrayList<>(new Clouds(200, 5).blocks(40, 1));
        blocks.add(TensorBlock.of(columns));
        long digest = ShardFiles.digests(blocks.get(blocks.size() - 1))[0];
        long seed = 0;
        while (!RowDigest.isHeldOut(digest, 0.3, seed)) {
            seed++;
        }
        TrainingLoop loop = TrainingLoop.of(training("nan").withSeed(seed), Create.of(blocks))
                .withEpochs(2)
                .withValidationShare(0.3);

        assertThatThrownBy(() -> loop.run(TestRunner.DIRECT.options()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the loss of the rows that are held out is NaN after epoch 1; look for NaN");
        assertThat(folder.resolve("nan-model")).doesNotExist();
    }

    @Test
    void patienceWithoutRowsThatAreHeldOutIsRefused() {
        assertThatThrownBy(() -> loop("held").withPatience(1).run(TestRunner.DIRECT.options()))
                .hasMessage("patience is 1 but no rows are held out; call withValidationShare");
    }
}
