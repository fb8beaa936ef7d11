package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.distributed.localsgd.StateLayout;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each partition goes on with what its own optimizer remembers, whatever becomes of tasks and trainings in between. */
@ExtendWith(LocalSpark.class)
class KeptOptimizerTest {
    private static final long SEED = 6;
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @TempDir
    private Path work;

    private final SparkSession spark;

    KeptOptimizerTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void one_partition_that_keeps_learns_as_one_that_averages_with_itself() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(60, SEED), 1);

        List<byte[]> kept = Clouds.bytes(keeping().fit(data), work.resolve("kept"));

        assertThat(kept.get(1))
                .isEqualTo(Clouds.bytes(
                                keeping()
                                        .setOptimizerState(NeuralTrainingParams.AVERAGE)
                                        .fit(data),
                                work.resolve("averaged"))
                        .get(1));
        assertThat(kept.get(1))
                .isNotEqualTo(Clouds.bytes(
                                keeping()
                                        .setOptimizerState(NeuralTrainingParams.RESET)
                                        .fit(data),
                                work.resolve("reset"))
                        .get(1));
    }

    @Test
    void several_partitions_learn_as_optimizers_that_live_on_do() {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(48, SEED), 2);
        NeuralClassifier classifier = keeping().setEpochs(2).setShuffle(false);

        NeuralClassifierModel model = classifier.fit(data);

        assertThat(values(model)).isEqualTo(byHand(classifier, data));
    }

    /** Two trainers that are never exchanged, with files that nobody reads. */
    private float[] byHand(NeuralClassifier classifier, Dataset<Row> data) {
        TrainingPlan plan = new TrainingPlan(
                "by hand",
                NetworkSource.of(classifier.getNetwork()),
                List.of(),
                Objective.classes(new double[0], 0),
                new OptimizerSettings(NamedOptimizer.ADAM, 0.01, 0.9, Double.NaN),
                new LearningRates(NamedSchedule.CONSTANT, 0),
                OptimizerMemory.KEEP,
                "unused",
                Precision.FULL,
                0,
                2,
                0,
                8,
                2,
                0,
                false,
                AveragingPlan.DEFAULT,
                classifier.getSeed());
        List<Shard> shards = ParquetTensors.of(data)
                .features("features")
                .label("label")
                .read()
                .data()
                .map(Shard::of)
                .collect();
        Generator.manualSeed(classifier.getSeed());
        LocalTrainer first = new LocalTrainer(plan);
        List<LocalTrainer> trainers = List.of(first, new LocalTrainer(plan));
        TrainingState state = first.state();
        Rounds rounds = new Rounds(plan, 3);
        for (Round round = rounds.first(); ; round = rounds.after(round)) {
            List<Contribution> done = new ArrayList<>();
            double[] rates = {1, 1, 1};
            for (int partition = 0; partition < 2; partition++) {
                KeptStates unread = new KeptStates(
                        work.resolve("unread" + partition).toUri().toString(), new Configuration(false));
                LocalWork task = new LocalWork(partition, round, rates);
                done.add(trainers.get(partition).run(state, shards.get(partition), task, Optional.of(unread)));
            }
            state = Averaging.merge(done).orElseThrow().state();
            if (rounds.isLast(round)) {
                return state.values();
            }
        }
    }

    @Test
    void tasks_that_are_repeated_change_nothing() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(90, SEED), 3);
        TrainingPlan plan = plan(data);
        JavaRDD<Shard> shards = ParquetTensors.of(data)
                .features("features")
                .label("label")
                .read()
                .data()
                .map(Shard::of);
        TrainingState start = new LocalTrainer(plan).state();

        TrainingState calm = new RoundRunner(spark, shards, plan.withKept(folder("calm")), report -> {}).run(start);
        FAILURES.set(0);
        TrainingState hindered = new RoundRunner(
                        spark,
                        shards.mapPartitionsWithIndex(
                                (partition, found) -> {
                                    List<Shard> all = new ArrayList<>();
                                    found.forEachRemaining(all::add);
                                    return new Failing(all);
                                },
                                true),
                        plan.withKept(folder("hindered")),
                        report -> {})
                .run(start);

        assertThat(FAILURES).hasValueGreaterThan(6);
        assertThat(hindered.values()).isEqualTo(calm.values());
    }

    @Test
    void a_full_disk_is_an_error_that_names_the_partition_and_leaves_nothing() throws IOException {
        Path folder = Files.createDirectories(work.resolve("full"));
        Configuration configuration = new Configuration(false);
        configuration.set("fs.full.impl", TrainingCheckpointsTest.Full.class.getName());
        KeptStates kept = new KeptStates("full://" + folder, configuration);
        TrainingState state = new TrainingState(new float[] {1, 2}, new long[] {3});

        assertThatThrownBy(() -> kept.write(4, 1, state))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("what the optimizer of partition 1 keeps cannot be written to full:")
                .hasMessageContaining("No space left on device");

        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** As a speculative copy of a slow task does. */
    @Test
    void two_attempts_at_one_task_at_a_time_give_and_keep_the_same() throws Exception {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(30, SEED), 1);
        TrainingPlan plan = plan(data).withKept(folder("twice"));
        Shard shard = ParquetTensors.of(data)
                .features("features")
                .label("label")
                .read()
                .data()
                .map(Shard::of)
                .first();
        TrainingState start = new LocalTrainer(plan).state();
        Round first = new Rounds(plan, plan.stepsPerEpoch(shard.rows())).first();
        LocalWork task = new LocalWork(0, first, new double[] {1, 1, 1});
        Callable<Contribution> attempt = () -> new LocalTrainer(plan)
                .run(start, shard, task, Optional.of(new KeptStates(plan.keptFolder(), new Configuration(false))));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Contribution>> both = threads.invokeAll(List.of(attempt, attempt));

            assertThat(both.get(0).get().state().values())
                    .isNotEqualTo(start.values())
                    .isEqualTo(both.get(1).get().state().values());
        } finally {
            threads.shutdown();
        }
        try (Stream<Path> files =
                Files.list(Path.of(URI.create(plan.keptFolder())).resolve("round-0"))) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> !name.endsWith(".crc"))
                    .containsExactly("partition-0.safetensors");
        }
    }

    @Test
    void a_training_that_was_killed_goes_on_with_what_partitions_kept() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(90, SEED), 3);
        String checkpoints = folder("checkpoints");
        NeuralClassifier classifier = keeping().setCheckpointSteps(2).setEpochs(3);
        List<byte[]> expected = Clouds.bytes(classifier.fit(data), work.resolve("whole"));

        NeuralClassifier killed = classifier
                .copy(ParamMap.empty())
                .setCheckpointDir(checkpoints)
                .setRoundListener(report -> {
                    if (report.round() == 5) {
                        throw new IllegalStateException("killed");
                    }
                });
        assertThatThrownBy(() -> killed.fit(data)).hasMessage("killed");
        List<RoundReport> rest = new ArrayList<>();
        List<byte[]> resumed = Clouds.bytes(killed.setRoundListener(rest::add).fit(data), work.resolve("resumed"));

        assertThat(rest.get(0).round()).isBetween(2, 6);
        assertThat(resumed.get(1)).isEqualTo(expected.get(1));
        try (Stream<Path> left = Files.list(Path.of(URI.create(checkpoints)))) {
            assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("kept"));
        }
    }

    @Test
    void a_kept_state_that_is_gone_is_an_error_that_says_so() {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(30, SEED), 1);
        String checkpoints = folder("gone");
        NeuralClassifier classifier = keeping().setCheckpointDir(checkpoints).setCheckpointSteps(1);
        assertThatThrownBy(() -> classifier
                        .setRoundListener(report -> {
                            if (report.round() == 3) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .fit(data))
                .hasMessage("killed");
        Path folder = Path.of(URI.create(checkpoints));
        delete(folder);

        assertThatThrownBy(() -> classifier.setRoundListener(report -> {}).fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("what the optimizer of partition 0 kept after round")
                .hasMessageContaining("delete checkpointDir");
    }

    @Test
    void what_a_training_without_a_checkpoint_left_is_not_trusted_at_a_new_beginning() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(90, SEED), 3);
        String checkpoints = folder("stale");
        List<byte[]> expected = Clouds.bytes(keeping().fit(data), work.resolve("fresh"));
        NeuralClassifier classifier = keeping().setCheckpointDir(checkpoints);
        assertThatThrownBy(() -> classifier
                        .copy(ParamMap.empty())
                        .setRoundListener(report -> {
                            if (report.round() == 2) {
                                throw new IllegalStateException("killed");
                            }
                        })
                        .fit(data))
                .hasMessage("killed");
        Path stale = onlyKept(checkpoints).resolve("round-0").resolve("partition-1.safetensors");
        byte[] junk = {1, 2, 3};
        Files.write(stale, junk);
        List<Boolean> trusted = new ArrayList<>();

        NeuralClassifierModel model = classifier
                .setRoundListener(report -> {
                    if (report.round() == 1) {
                        trusted.add(holds(stale, junk));
                    }
                })
                .fit(data);

        assertThat(trusted).containsExactly(false);
        assertThat(Clouds.bytes(model, work.resolve("anew")).get(1)).isEqualTo(expected.get(1));
    }

    private static boolean holds(Path file, byte[] bytes) {
        try {
            return Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path onlyKept(String checkpoints) throws IOException {
        try (Stream<Path> all = Files.list(Path.of(URI.create(checkpoints)))) {
            List<Path> kept = all.filter(path -> path.getFileName().toString().startsWith("kept"))
                    .toList();
            assertThat(kept).hasSize(1);
            return kept.get(0);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (path.toString().contains("kept")) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its task fails behind its last step, when it has written what it keeps, the first time. */
    private static final class Failing implements Iterator<Shard> {
        private final Iterator<Shard> shards;

        Failing(List<Shard> shards) {
            this.shards = shards.iterator();
        }

        @Override
        public boolean hasNext() {
            boolean more = shards.hasNext();
            if (!more && TaskContext.get().attemptNumber() == 0) {
                FAILURES.incrementAndGet();
                throw new IllegalStateException("a task fails");
            }
            return more;
        }

        @Override
        public Shard next() {
            return shards.next();
        }
    }

    private TrainingPlan plan(Dataset<Row> data) {
        TrainingPlan averaged = TrainingPlan.of(
                "kept-" + data.hashCode(),
                Clouds.classifierWithDropout().getNetwork(),
                new OptimizerSettings(NamedOptimizer.ADAM, 0.01, 0, Double.NaN),
                2,
                8,
                2,
                SEED);
        return new TrainingPlan(
                averaged.id(),
                averaged.network(),
                averaged.inputs(),
                averaged.objective(),
                averaged.optimizer(),
                averaged.rates(),
                OptimizerMemory.KEEP,
                "",
                Precision.FULL,
                0,
                2,
                0,
                8,
                2,
                0,
                true,
                AveragingPlan.DEFAULT,
                SEED);
    }

    private NeuralClassifier keeping() {
        return Clouds.classifier()
                .setOptimizer("adam")
                .setLearningRate(0.01)
                .setAveragingPeriod(2)
                .setOptimizerState(NeuralTrainingParams.KEEP);
    }

    private String folder(String name) {
        return work.resolve(name).toUri().toString();
    }

    private static float[] values(NeuralClassifierModel model) {
        return StateLayout.parametersFirst(model.module(), Optional.empty(), new long[0], TrainingException::new)
                .values();
    }
}
