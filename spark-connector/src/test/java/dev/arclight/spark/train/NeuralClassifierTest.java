package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.io.NetworkJson;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.SGD;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class NeuralClassifierTest {
    private static final int ROWS = 96;
    private static final long SEED = 3;

    /** Tasks that were made to fail; local tasks run in this JVM. */
    private static final AtomicInteger FAILURES = new AtomicInteger();

    @TempDir
    private Path work;

    private final SparkSession spark;

    NeuralClassifierTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void averaging_after_every_step_is_one_program_s_sgd_with_the_batches_of_all_partitions_together() {
        int batch = 8;
        int steps = 20;
        double learningRate = 0.1;
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(64, SEED), 2);
        NeuralClassifier classifier = Clouds.classifier()
                .setAveragingPeriod(1)
                .setMomentum(0)
                .setLearningRate(learningRate)
                .setBatchSize(batch)
                .setEpochs(5);

        Module together = classifier.fit(data).module();

        List<Shard> shards = shards(data).collect();
        Generator.manualSeed(classifier.getSeed());
        Module alone = NetworkJson.read(classifier.getNetwork());
        SGD sgd = new SGD(alone.parameters(), learningRate);
        int stepsPerEpoch = 32 / batch;
        for (int step = 0; step < steps; step++) {
            int epoch = step / stepsPerEpoch;
            int from = step % stepsPerEpoch * batch;
            List<Tensor> features = new ArrayList<>();
            List<Tensor> labels = new ArrayList<>();
            for (int partition = 0; partition < 2; partition++) {
                Shard shard = shards.get(partition);
                int[] order = shard.order(classifier.getSeed(), epoch, partition);
                features.add(shard.data().features(order, from, from + batch));
                int[] chosen = shard.data().labels(order, from, from + batch);
                labels.add(Tensor.of(chosen, chosen.length).to(DType.INT64));
            }
            sgd.zeroGrad();
            Functional.crossEntropy(alone.forward(Tensor.cat(features, 0)), Tensor.cat(labels, 0))
                    .backward();
            sgd.step();
        }

        assertThat(distance(together, alone)).isLessThanOrEqualTo(1e-5);
        assertThat(distance(together, NetworkJson.read(classifier.getNetwork())))
                .isGreaterThan(0.1);
    }

    @Test
    void the_same_seed_gives_the_same_bytes_and_another_seed_does_not() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 4);
        NeuralClassifier classifier = Clouds.classifierWithDropout();

        List<byte[]> first = Clouds.bytes(classifier.fit(data), work.resolve("first"));
        List<byte[]> second = Clouds.bytes(classifier.fit(data), work.resolve("second"));
        List<byte[]> other =
                Clouds.bytes(classifier.copy(ParamMap.empty()).setSeed(12).fit(data), work.resolve("other"));

        assertSame(first, second);
        assertThat(other.get(1)).isNotEqualTo(first.get(1));
    }

    @Test
    void the_same_seed_gives_the_same_bytes_behind_a_shuffle_too() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 4);
        NeuralClassifier classifier = Clouds.classifier().setNumPartitions(3);

        assertSame(
                Clouds.bytes(classifier.fit(data), work.resolve("first")),
                Clouds.bytes(classifier.fit(data), work.resolve("second")));
    }

    @Test
    void the_splits_and_the_order_in_which_rows_come_change_nothing() throws IOException {
        List<Row> rows = Clouds.rows(ROWS, SEED);
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(SEED));
        NeuralClassifier classifier = Clouds.classifierWithDropout().setNumPartitions(2);

        List<byte[]> expected = Clouds.bytes(classifier.fit(Clouds.dataset(spark, rows, 1)), work.resolve("one"));

        assertSame(Clouds.bytes(classifier.fit(Clouds.dataset(spark, rows, 7)), work.resolve("seven")), expected);
        assertSame(Clouds.bytes(classifier.fit(Clouds.dataset(spark, shuffled, 3)), work.resolve("three")), expected);
    }

    @Test
    void batch_normalization_learns_its_statistics_and_counts_its_batches() {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(600, SEED), 2);
        NeuralClassifier classifier = Clouds.classifier()
                .setNetwork(new Sequential(
                        new Linear(Clouds.WIDTH, 16), new BatchNorm1d(16), new ReLU(), new Linear(16, Clouds.CLASSES)));

        NeuralClassifierModel model = classifier.fit(data);

        Map<String, Tensor> state = model.module().stateDict();
        // Three epochs of 300 rows in each partition, eight at a time.
        assertThat(state.get("1.num_batches_tracked").item()).isEqualTo(3 * 38);
        assertThat(state.get("1.running_mean").toFloatArray()).doesNotContain(0f);
        double accuracy = new MulticlassClassificationEvaluator()
                .setMetricName("accuracy")
                .evaluate(model.transform(data));
        assertThat(accuracy).isGreaterThan(0.85);
    }

    @Test
    void a_single_row_that_is_left_joins_the_last_batch() {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(17, SEED), 1);
        List<RoundReport> reports = new ArrayList<>();

        Clouds.classifier()
                .setNetwork(new Sequential(new BatchNorm1d(Clouds.WIDTH), new Linear(Clouds.WIDTH, Clouds.CLASSES)))
                .setAveragingPeriod(1)
                .setEpochs(1)
                .setRoundListener(reports::add)
                .fit(data);

        assertThat(reports).extracting(RoundReport::examples).containsExactly(8L, 9L);
    }

    @Test
    void a_task_that_fails_once_while_it_reads_changes_nothing() throws IOException {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 4);
        UDF1<Integer, Integer> failing = label -> {
            failFirstAttempt();
            return label;
        };
        Dataset<Row> unreliable = data.withColumn(
                "label", functions.udf(failing, DataTypes.IntegerType).apply(data.col("label")));
        NeuralClassifier classifier = Clouds.classifierWithDropout();
        FAILURES.set(0);

        List<byte[]> hindered = Clouds.bytes(classifier.fit(unreliable), work.resolve("hindered"));

        assertThat(FAILURES).hasValueGreaterThanOrEqualTo(4);
        assertSame(hindered, Clouds.bytes(classifier.fit(data), work.resolve("unhindered")));
    }

    @Test
    void tasks_that_fail_once_in_every_round_after_their_steps_change_nothing() {
        TrainingPlan plan = TrainingPlan.of(
                "failing-rounds",
                Clouds.classifierWithDropout().getNetwork(),
                new OptimizerSettings(NamedOptimizer.ADAM, 0.01, 0, Double.NaN),
                2,
                8,
                2,
                SEED);
        JavaRDD<Shard> shards = shards(Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 3));
        JavaRDD<Shard> unreliable = shards.mapPartitions(FailingAtTheEnd::new);
        TrainingState start = new LocalTrainer(plan).state();

        TrainingState expected = new RoundRunner(spark, shards, plan, report -> {}).run(start);
        FAILURES.set(0);
        TrainingState actual = new RoundRunner(spark, unreliable, plan, report -> {}).run(start);

        // One round counts rows, then two epochs of two rounds of two steps, each in three partitions.
        assertThat(FAILURES).hasValueGreaterThanOrEqualTo(3 * 5);
        assertThat(actual.values()).isEqualTo(expected.values());
        assertThat(actual.counts()).containsOnly(8);
    }

    @Test
    void the_order_in_which_rows_reach_their_partition_changes_nothing() throws IOException {
        List<Row> rows = Clouds.rows(ROWS, SEED);
        Collections.shuffle(rows, new Random(SEED));
        NeuralClassifier classifier = Clouds.classifier();

        assertSame(
                Clouds.bytes(
                        classifier.fit(Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 1)), work.resolve("in-order")),
                Clouds.bytes(classifier.fit(Clouds.dataset(spark, rows, 1)), work.resolve("shuffled")));
    }

    @Test
    void empty_partitions_change_nothing() throws IOException {
        Dataset<Row> full = Clouds.dataset(spark, Clouds.rows(ROWS, SEED), 1);
        Dataset<Row> none = Clouds.dataset(spark, List.of(), 2);
        NeuralClassifier classifier = Clouds.classifier();

        assertSame(
                Clouds.bytes(classifier.fit(full.union(none)), work.resolve("with")),
                Clouds.bytes(classifier.fit(full), work.resolve("without")));
    }

    @Test
    void partitions_of_one_row_and_of_many_learn_together() {
        Dataset<Row> uneven = Clouds.dataset(spark, Clouds.rows(1, SEED), 1)
                .union(Clouds.dataset(spark, Clouds.rows(90, SEED + 1), 1));
        List<RoundReport> reports = new ArrayList<>();

        NeuralClassifierModel model =
                Clouds.classifier().setEpochs(1).setRoundListener(reports::add).fit(uneven);

        assertThat(reports).extracting(RoundReport::examples).containsExactly(9L, 24L, 24L, 24L, 10L);
        assertThat(parameters(model.module())).doesNotContain(Float.NaN);
    }

    @Test
    void stages_of_merging_give_the_bits_of_merging_on_the_driver() throws IOException {
        int partitions = AveragingPlan.FAN_IN + 3;
        List<Row> rows = Clouds.rows(partitions * 4, SEED);
        TrainingPlan plan = TrainingPlan.of(
                "stages",
                Clouds.classifier().getNetwork(),
                new OptimizerSettings(NamedOptimizer.SGD, 0.1, 0.9, Double.NaN),
                1,
                4,
                1,
                SEED);
        TrainingState start = new LocalTrainer(plan).state();
        JavaRDD<Shard> shards = shards(Clouds.dataset(spark, rows, partitions));

        TrainingState inStages = new RoundRunner(spark, shards, plan, report -> {}).run(start);

        Round first = new Round(0, 0, 0, 1, 0);
        List<Contribution> contributions = new ArrayList<>();
        List<Shard> collected = shards.collect();
        for (int partition = 0; partition < partitions; partition++) {
            contributions.add(new LocalTrainer(plan)
                    .run(start, collected.get(partition), new LocalWork(partition, first, new double[] {1})));
        }
        assertThat(inStages.values())
                .isEqualTo(Averaging.merge(contributions).orElseThrow().state().values());
    }

    @Test
    void it_learns_with_sgd_and_with_adam_in_as_many_partitions_as_asked_for() {
        Dataset<Row> data = Clouds.dataset(spark, Clouds.rows(600, SEED), 1);
        for (String optimizer : List.of("sgd", "adam")) {
            List<RoundReport> reports = new ArrayList<>();
            NeuralClassifier classifier = Clouds.classifier()
                    .setOptimizer(optimizer)
                    .setEpochs(10)
                    .setNumPartitions(3)
                    .setRoundListener(reports::add);

            Dataset<Row> scored = classifier.fit(data).transform(data);

            double accuracy = new MulticlassClassificationEvaluator()
                    .setMetricName("accuracy")
                    .evaluate(scored);
            assertThat(accuracy).as(optimizer).isGreaterThan(0.85);
            RoundReport last = reports.get(reports.size() - 1);
            assertThat(last.round()).isEqualTo(last.rounds()).isEqualTo(reports.size());
            assertThat(reports.stream().mapToLong(RoundReport::examples).sum()).isEqualTo(10 * 600);
            assertThat(last.epoch()).isEqualTo(10);
            assertThat(last.loss()).isLessThan(reports.get(0).loss());
            assertThat(last.toString())
                    .startsWith("round " + last.round() + "/" + last.round() + ", epoch 10/10: loss 0.")
                    .endsWith(" examples/s");
        }
    }

    @Test
    void bytes_are_read_as_bytes() {
        Dataset<Row> data = spark.range(0, 40, 1, 2)
                .selectExpr(
                        "cast(id % 2 as int) as label",
                        "case when id % 2 = 0 then unhex('00FF10') else unhex('FF0020') end as features");
        NeuralClassifierModel model = new NeuralClassifier()
                .setNetwork(new Sequential(new ToDtype(DType.FLOAT32, true), new Linear(3, 2)))
                .setLearningRate(0.5)
                .setBatchSize(4)
                .setEpochs(3)
                .fit(data);

        assertThat(model.signature().inputs().get(0)).hasToString("features uint8[-1, 3]");
        assertThat(model.transform(data).where("prediction <> label").count()).isZero();
    }

    private static JavaRDD<Shard> shards(Dataset<Row> data) {
        return ParquetTensors.of(data)
                .features("features")
                .label("label")
                .read()
                .data()
                .map(Shard::of);
    }

    /** Hands everything out, and then fails the task's first attempt. */
    private record FailingAtTheEnd(Iterator<Shard> shards) implements Iterator<Shard> {
        @Override
        public boolean hasNext() {
            if (!shards.hasNext()) {
                failFirstAttempt();
                return false;
            }
            return true;
        }

        @Override
        public Shard next() {
            return shards.next();
        }
    }

    private static void failFirstAttempt() {
        TaskContext task = TaskContext.get();
        if (task != null && task.attemptNumber() == 0) {
            FAILURES.incrementAndGet();
            throw new IllegalStateException("made to fail");
        }
    }

    private static void assertSame(List<byte[]> some, List<byte[]> others) {
        assertThat(some.get(0)).isEqualTo(others.get(0));
        assertThat(some.get(1)).isEqualTo(others.get(1));
    }

    private static double distance(Module a, Module b) {
        float[] x = parameters(a);
        float[] y = parameters(b);
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            most = Math.max(most, Math.abs(x[i] - y[i]));
        }
        return most;
    }

    private static float[] parameters(Module module) {
        List<Tensor> flat = module.parameters().stream()
                .map(parameter -> parameter.detach().reshape(-1))
                .toList();
        return Tensor.cat(flat, 0).toFloatArray();
    }
}
