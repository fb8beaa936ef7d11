package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.LocalSpark;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class TrainingCheckpointsTest {
    private static final long SEED = 6;

    @TempDir
    private Path work;

    private final SparkSession spark;

    TrainingCheckpointsTest(SparkSession spark) {
        this.spark = spark;
    }

    /** Stops a training from outside, as a killed driver does, but where a test wants it. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void a_training_that_was_killed_in_any_round_goes_on_to_the_same_bytes() throws IOException {
        NeuralClassifier classifier = demanding();
        List<RoundReport> whole = new ArrayList<>();
        List<byte[]> expected = Clouds.bytes(
                classifier.copy(ParamMap.empty()).setRoundListener(whole::add).fit(clouds()), work.resolve("whole"));

        for (int last = 1; last < whole.size(); last += 3) {
            Path folder = work.resolve("killed-" + last);
            killAfter(last, classifier, folder);
            List<RoundReport> rest = new ArrayList<>();
            NeuralClassifierModel model =
                    checkpointed(classifier, folder).setRoundListener(rest::add).fit(clouds());

            assertThat(Clouds.bytes(model, work.resolve("resumed-" + last)).get(1))
                    .isEqualTo(expected.get(1));
            assertThat(rest).hasSizeLessThan(whole.size());
            assertThat(rest.get(rest.size() - 1).round()).isEqualTo(whole.size());
        }
    }

    @Test
    void a_training_killed_behind_its_best_epoch_stops_when_it_would_have_with_the_best_parameters()
            throws IOException {
        // So high a rate that the loss soon rises.
        NeuralClassifier classifier = Clouds.classifier()
                .setLearningRate(0.8)
                .setEpochs(30)
                .setValidationFraction(0.3)
                .setEarlyStoppingPatience(3);
        List<RoundReport> whole = new ArrayList<>();
        byte[] expected = Clouds.bytes(
                        classifier
                                .copy(ParamMap.empty())
                                .setRoundListener(whole::add)
                                .fit(many()),
                        work.resolve("whole"))
                .get(1);
        RoundReport last = whole.get(whole.size() - 1);
        assertThat(last.epoch()).isBetween(4, 29);

        for (int epochsBefore = 1; epochsBefore <= 3; epochsBefore++) {
            int killed = last.epoch() - epochsBefore + 1;
            Path folder = work.resolve("killed-" + killed);
            assertThatThrownBy(() -> checkpointed(classifier, folder)
                            .setRoundListener(report -> {
                                if (report.epoch() == killed) {
                                    throw new Killed();
                                }
                            })
                            .fit(many()))
                    .isInstanceOf(Killed.class);
            List<RoundReport> rest = new ArrayList<>();
            NeuralClassifierModel model =
                    checkpointed(classifier, folder).setRoundListener(rest::add).fit(many());

            assertThat(rest.get(rest.size() - 1).round()).isEqualTo(last.round());
            assertThat(Clouds.bytes(model, work.resolve("resumed-" + killed)).get(1))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_training_that_is_over_returns_its_model_without_a_round() throws IOException {
        NeuralClassifier classifier = checkpointed(demanding(), work.resolve("over"));
        List<byte[]> first = Clouds.bytes(classifier.fit(clouds()), work.resolve("first"));
        List<RoundReport> reports = new ArrayList<>();

        List<byte[]> second =
                Clouds.bytes(classifier.setRoundListener(reports::add).fit(clouds()), work.resolve("second"));

        assertThat(reports).isEmpty();
        assertThat(second.get(1)).isEqualTo(first.get(1));
    }

    @Test
    void a_damaged_checkpoint_costs_the_rounds_since_the_one_before() throws IOException {
        NeuralClassifier classifier = demanding();
        byte[] expected =
                Clouds.bytes(classifier.fit(clouds()), work.resolve("whole")).get(1);
        Path folder = work.resolve("damaged");
        killAfter(5, classifier, folder);
        List<Path> files = checkpoints(folder);
        assertThat(files).hasSize(2);
        byte[] newest = Files.readAllBytes(files.get(1));
        Files.write(files.get(1), Arrays.copyOf(newest, newest.length / 2));
        List<RoundReport> reports = new ArrayList<>();

        NeuralClassifierModel model =
                checkpointed(classifier, folder).setRoundListener(reports::add).fit(clouds());

        assertThat(reports.get(0).round()).isEqualTo(5);
        assertThat(Clouds.bytes(model, work.resolve("mended")).get(1)).isEqualTo(expected);
    }

    @Test
    void if_all_are_damaged_the_training_does_not_begin_anew() throws IOException {
        Path folder = work.resolve("lost");
        killAfter(3, demanding(), folder);
        for (Path file : checkpoints(folder)) {
            Files.write(file, new byte[] {1, 2, 3});
        }

        assertThatThrownBy(() -> checkpointed(demanding(), folder).fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageEndingWith("; delete the folder to train from the beginning");
    }

    @Test
    void another_training_s_folder_is_refused_with_what_differs() {
        Path folder = work.resolve("taken");
        killAfter(2, demanding(), folder);

        assertThatThrownBy(() ->
                        checkpointed(demanding(), folder).setLearningRate(0.5).fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("holds another training: its settings: ")
                .hasMessageContaining("learning rate 0.5")
                .hasMessageContaining("delete that one to begin anew");
        assertThatThrownBy(() ->
                        checkpointed(demanding(), folder).fit(Clouds.dataset(spark, Clouds.rows(60, SEED + 1), 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("its rows: ");
    }

    @Test
    void the_latest_two_are_kept_and_nothing_else_lies_there() throws IOException {
        Path folder = work.resolve("kept");

        checkpointed(demanding(), folder).fit(clouds());

        assertThat(checkpoints(folder)).hasSize(2);
        try (Stream<Path> all = Files.list(folder)) {
            // Hadoop's local file system keeps a checksum beside each file.
            assertThat(all.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("\\.?round-\\d{9}\\.safetensors(\\.crc)?"));
        }
    }

    @Test
    void a_folder_that_cannot_be_written_is_named() throws IOException {
        Path file = Files.writeString(work.resolve("file"), "in the way");

        assertThatThrownBy(
                        () -> checkpointed(demanding(), file.resolve("inside")).fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("inside");
        assertThatThrownBy(() ->
                        demanding().setCheckpointDir("nowhere://host/folder").fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("checkpointDir 'nowhere://host/folder' is on no file system");
    }

    @Test
    void a_training_that_came_to_rest_is_gone_on_with() {
        // Labels 1 and 3 for one bias: behind the median the gradients cancel out and the loss stays 1.
        Dataset<Row> data =
                spark.range(0, 8, 1, 1).selectExpr("array(0f) as features", "float(1 + id % 2 * 2) as label");
        NeuralRegressor regressor = new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(1, 1)))
                .setLoss("l1")
                .setMomentum(0)
                .setLearningRate(0.5)
                .setBatchSize(8)
                .setEpochs(14)
                .setCheckpointDir(work.resolve("resting").toString());
        assertThatThrownBy(() -> regressor
                        .copy(ParamMap.empty())
                        .setRoundListener(report -> {
                            if (report.round() == 10) {
                                throw new Killed();
                            }
                        })
                        .fit(data))
                .isInstanceOf(Killed.class);
        List<RoundReport> rest = new ArrayList<>();

        regressor.setRoundListener(rest::add).fit(data);

        assertThat(rest).extracting(RoundReport::round).contains(10, 14);
        assertThat(rest).extracting(RoundReport::loss).containsOnly(1.0);
    }

    @Test
    void a_checkpoint_holds_all_that_a_training_goes_on_with() {
        TrainingCheckpoints checkpoints = new TrainingCheckpoints(
                work.resolve("all").toString(),
                new Configuration(false),
                Map.of("rows", "3"),
                new CheckpointTriggers(0, 1, 0));
        TrainingState state = new TrainingState(new float[] {1, 2}, new long[] {3});
        EarlyStopping stopping = EarlyStopping.begin(2, 0.1);
        Round done = new Round(4, 1, 2, 1, 9);
        Round next = new Round(5, 1, 3, 2, 10);

        checkpoints.after(done, false, new Progress(state, stopping, Optional.of(next), 12.5, true));

        Progress found = checkpoints.latest(stopping).orElseThrow();
        assertThat(found.state().values()).containsExactly(1, 2);
        assertThat(found.state().counts()).containsExactly(3);
        assertThat(found.next()).contains(next);
        assertThat(found.lossLimit()).isEqualTo(12.5);
        assertThat(found.learnt()).isTrue();
        assertThat(checkpoints.rounds()).containsExactly(4);
    }

    /** A disk that becomes full while a file is written. */
    public static final class Full extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("full:///");
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            FSDataOutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
            return new FSDataOutputStream(
                    new FilterOutputStream(out) {
                        @Override
                        public void write(byte[] bytes, int from, int count) throws IOException {
                            out.write(bytes, from, count / 2);
                            throw new IOException("No space left on device");
                        }
                    },
                    null);
        }
    }

    @Test
    void a_full_disk_leaves_the_checkpoints_that_are_there_and_no_rubbish() throws IOException {
        Path folder = work.resolve("full");
        Configuration configuration = new Configuration(false);
        configuration.set("fs.full.impl", Full.class.getName());
        CheckpointTriggers each = new CheckpointTriggers(0, 1, 0);
        Map<String, String> identity = Map.of("rows", "3");
        EarlyStopping stopping = EarlyStopping.begin(0, 0);
        TrainingState state = new TrainingState(new float[] {1, 2}, new long[] {3});
        Round first = new Round(0, 0, 0, 1, 0);
        Round second = new Round(1, 0, 1, 1, 1);
        TrainingCheckpoints sound = new TrainingCheckpoints(folder.toString(), configuration, identity, each);
        sound.after(first, false, new Progress(state, stopping, Optional.of(second), 9, true));

        assertThatThrownBy(() -> new TrainingCheckpoints("full://" + folder, configuration, identity, each)
                        .after(second, true, new Progress(state, stopping, Optional.empty(), 9, true)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot be written: No space left on device; the checkpoints before it are");

        assertThat(sound.latest(stopping).orElseThrow().next()).contains(second);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> !name.endsWith(".crc"))
                    .containsExactly("round-000000000.safetensors");
        }
    }

    @Test
    void a_checkpoint_folder_that_is_a_file_is_an_error_that_says_so() throws IOException {
        Path file = Files.writeString(work.resolve("file"), "of somebody else");

        assertThatThrownBy(() -> checkpointed(demanding(), file).fit(clouds()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent("of somebody else");
    }

    @Test
    void files_of_others_in_the_folder_are_no_checkpoints() throws IOException {
        Path folder = work.resolve("shared");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("round-trip.safetensors"), "of somebody else");

        checkpointed(demanding(), folder).fit(clouds());

        assertThat(folder.resolve("round-trip.safetensors")).hasContent("of somebody else");
    }

    @Test
    void any_trigger_is_enough() {
        CheckpointTriggers triggers = new CheckpointTriggers(2, 100, 0.5);

        assertThat(triggers.due(1, 99, 29_000_000_000L)).isFalse();
        assertThat(triggers.due(2, 0, 0)).isTrue();
        assertThat(triggers.due(0, 100, 0)).isTrue();
        assertThat(triggers.due(0, 0, 30_000_000_000L)).isTrue();
        assertThat(new CheckpointTriggers(0, 0, 0).due(99, 99, Long.MAX_VALUE)).isFalse();
    }

    private void killAfter(int rounds, NeuralClassifier classifier, Path folder) {
        assertThatThrownBy(() -> checkpointed(classifier, folder)
                        .setRoundListener(report -> {
                            if (report.round() == rounds + 1) {
                                throw new Killed();
                            }
                        })
                        .fit(clouds()))
                .isInstanceOf(Killed.class);
    }

    private static NeuralClassifier checkpointed(NeuralClassifier classifier, Path folder) {
        return classifier
                .copy(ParamMap.empty())
                .setCheckpointDir(folder.toUri().toString())
                .setCheckpointSteps(1);
    }

    /** With all that a checkpoint has to hold: moments, counts, random numbers, a schedule, a best epoch. */
    private static NeuralClassifier demanding() {
        return Clouds.classifierWithDropout()
                .setOptimizer("adam")
                .setLearningRate(0.05)
                .setLearningRateSchedule("linear")
                .setValidationFraction(0.25)
                .setEarlyStoppingPatience(3)
                .setEpochs(4)
                .setAveragingPeriod(1);
    }

    private Dataset<Row> many() {
        return Clouds.dataset(spark, Clouds.rows(200, SEED), 2);
    }

    private Dataset<Row> clouds() {
        return Clouds.dataset(spark, Clouds.rows(60, SEED), 3);
    }

    private static List<Path> checkpoints(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith("round-"))
                    .sorted()
                    .toList();
        }
    }
}
