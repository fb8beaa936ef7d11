package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.NetworkJson;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Utils;
import dev.arclight.op.Reduction;
import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.lrscheduler.LRScheduler;
import dev.arclight.optim.lrscheduler.Schedules;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What one partition learns, against a loop in one program; what several learn, against what they should. */
@ExtendWith(LocalSpark.class)
class LocalSgdTest {
    private static final int ROWS = 48;
    private static final int BATCH = 8;
    private static final int STEPS = 12;
    private static final long SEED = 4;

    @SuppressWarnings("unused") // The source of a parameterized test.
    private static final List<String> OPTIMIZERS = NamedOptimizer.NAMES;

    @TempDir
    private Path work;

    private final SparkSession spark;

    LocalSgdTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @FieldSource("OPTIMIZERS")
    void one_partition_cut_into_rounds_learns_what_a_loop_does(String optimizer) {
        NeuralClassifier classifier =
                twoEpochs().setOptimizer(optimizer).setLearningRate(0.02).setWeightDecay(0.01);

        assertSameParameters(
                classifier.fit(clouds(1)).module(), loop(classifier, (network, output, labels, step) -> {}));
    }

    @Test
    void the_schedule_goes_over_the_whole_training() {
        NeuralClassifier classifier =
                twoEpochs().setLearningRateSchedule("cosine").setLearningRateWarmUpSteps(3);
        List<Double> rates = new ArrayList<>();

        Module alone = loop(classifier, new Each() {
            private LRScheduler schedule;

            @Override
            public void begin(Optimizer optimizer) {
                schedule = Schedules.cosineWithWarmup(optimizer, 3, STEPS);
                rates.add(optimizer.learningRate());
            }

            @Override
            public void end(Optimizer optimizer) {
                schedule.step();
                rates.add(optimizer.learningRate());
            }

            @Override
            public void beforeStep(Module network, Tensor output, Tensor labels, int step) {}
        });

        assertThat(rates.subList(0, STEPS)).startsWith(0.0).doesNotHaveDuplicates();
        assertSameParameters(classifier.fit(clouds(1)).module(), alone);
    }

    @Test
    void gradients_are_scaled_down_to_the_norm() {
        NeuralClassifier classifier = twoEpochs().setMaxGradNorm(0.05);

        assertSameParameters(
                classifier.fit(clouds(1)).module(),
                loop(
                        classifier,
                        (network, output, labels, step) -> assertThat(Utils.clipGradNorm_(network.parameters(), 0.05))
                                .isGreaterThan(0.05)));
    }

    @Test
    void a_row_of_weight_two_counts_as_two_rows() {
        Dataset<Row> data = clouds(1).withColumn("twice", functions.expr("1 + id % 2"));
        Dataset<Row> doubled = data.selectExpr("*", "explode(sequence(1, int(twice))) as copy");
        NeuralClassifier classifier =
                Clouds.classifier().setEpochs(1).setMomentum(0).setAveragingPeriod(1);

        Module weighted = classifier
                .copy(ParamMap.empty())
                .setWeightCol("twice")
                .setBatchSize(ROWS)
                .fit(data)
                .module();
        Module copied = classifier.setBatchSize(2 * ROWS).fit(doubled).module();

        assertClose(weighted, copied);
        assertThat(distance(weighted, classifier.setBatchSize(ROWS).fit(data).module()))
                .isGreaterThan(1e-4);
    }

    @Test
    void weights_count_in_the_average_of_partitions_too() {
        Dataset<Row> data = clouds(2).withColumn("weight", functions.expr("if(id < 24, 3.0, 1.0)"));
        NeuralClassifier classifier = Clouds.classifier()
                .setEpochs(1)
                .setMomentum(0)
                .setBatchSize(ROWS)
                .setLearningRate(0.3);

        Module together = classifier.setWeightCol("weight").fit(data).module();
        Module heavy = classifier.fit(data.where("id < 24").coalesce(1)).module();
        Module light = classifier.fit(data.where("id >= 24").coalesce(1)).module();

        float[] mean = parameters(heavy);
        float[] other = parameters(light);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (3 * mean[i] + other[i]) / 4;
        }
        assertThat(distance(parameters(together), mean)).isLessThan(1e-6);
    }

    @Test
    void class_weights_are_pytorch_s() {
        double[] weights = {1, 5, 0.5};
        NeuralClassifier classifier = twoEpochs().setClassWeights(weights).setLabelSmoothing(0);
        Tensor perClass = Tensor.of(new float[] {1, 5, 0.5f}, 3);

        Module alone = loop(classifier, new Each() {
            @Override
            public Tensor loss(Tensor output, Tensor labels) {
                return Functional.crossEntropy(output, labels, perClass, -100, Reduction.MEAN, 0);
            }

            @Override
            public void beforeStep(Module network, Tensor output, Tensor labels, int step) {}
        });

        assertClose(classifier.fit(clouds(1)).module(), alone);
    }

    @Test
    void reset_optimizers_forget_at_every_average() {
        NeuralClassifier classifier = Clouds.classifier().setOptimizer("adam").setAveragingPeriod(1);

        Module forgetting = classifier
                .copy(ParamMap.empty())
                .setOptimizerState(NeuralTrainingParams.RESET)
                .setLearningRate(0.01)
                .setEpochs(1)
                .fit(clouds(1))
                .module();

        // A first step of Adam moves every parameter by the learning rate, so six of them go at most that far.
        Generator.manualSeed(classifier.getSeed());
        float[] start = parameters(NetworkJson.read(classifier.getNetwork()));
        float[] end = parameters(forgetting);
        double most = 0;
        for (int i = 0; i < end.length; i++) {
            double steps = Math.abs(end[i] - start[i]) / 0.01;
            assertThat(Math.abs(steps - Math.rint(steps))).isLessThan(0.02);
            most = Math.max(most, steps);
        }
        assertThat(most).isBetween(5.9, 6.1);
    }

    @Test
    void rows_keep_their_order_where_nothing_is_shuffled() throws IOException {
        NeuralClassifier classifier = Clouds.classifier().setEpochs(2);

        List<byte[]> shuffled = Clouds.bytes(classifier.fit(clouds(1)), work.resolve("shuffled"));
        List<byte[]> ordered = Clouds.bytes(classifier.setShuffle(false).fit(clouds(1)), work.resolve("ordered"));

        assertThat(ordered.get(1)).isNotEqualTo(shuffled.get(1));
    }

    @Test
    void steps_instead_of_epochs_are_counted_on_the_driver() {
        List<RoundReport> reports = new ArrayList<>();

        Clouds.classifier()
                .setMaxSteps(8)
                .setWarmUpSteps(2)
                .setAveragingPeriod(3)
                .setRoundListener(reports::add)
                .fit(clouds(1));

        assertThat(reports).extracting(RoundReport::examples).containsExactly(8L, 8L, 8L, 24L, 16L);
        assertThat(reports.get(4).rounds()).isEqualTo(5);
        assertThat(reports.get(4).epochs()).isEqualTo(2);
    }

    @Test
    void contradicting_params_are_refused_before_anything_runs() {
        assertThatThrownBy(() -> Clouds.classifier().setEarlyStoppingPatience(2).fit(clouds(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("earlyStoppingPatience is 2 but no rows are held out; set validationIndicatorCol or"
                        + " validationFraction");
        assertThatThrownBy(() -> Clouds.classifier().setClassWeights(1, 2).fit(clouds(1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("classWeights is [1.0, 2.0], expected 3 finite numbers");
        assertThatThrownBy(() -> Clouds.classifier().setWeightCol("weights").fit(clouds(1)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("column 'weights': is missing");
        assertThatThrownBy(() -> Clouds.classifier().setOptimizer("lbfgs"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bad_weights_are_named_with_their_row() {
        for (String bad : List.of("-1D", "double('NaN')", "null")) {
            Dataset<Row> data = clouds(1).selectExpr("features", "label", "if(id = 7, " + bad + ", 1D) as weight");

            assertThatThrownBy(() -> Clouds.classifier().setWeightCol("weight").fit(data))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("column 'weight', row 7")
                    .hasMessageContaining("weight is");
        }
    }

    @Test
    void rows_that_all_weigh_nothing_are_an_error_of_the_round() {
        assertThatThrownBy(() -> Clouds.classifier()
                        .setWeightCol("weight")
                        .fit(clouds(2).selectExpr("features", "label", "0 as weight")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("round 1: no partition has a row that counts");
    }

    // ---- the loop -------------------------------------------------------------------------------------

    /** What a loop does beside what all do. */
    @SuppressWarnings("unused") // Most loops do nothing before and after.
    private interface Each {
        default void begin(Optimizer optimizer) {}

        default Tensor loss(Tensor output, Tensor labels) {
            return Functional.crossEntropy(output, labels);
        }

        void beforeStep(Module network, Tensor output, Tensor labels, int step);

        default void end(Optimizer optimizer) {}
    }

    private Module loop(NeuralClassifier classifier, Each each) {
        Generator.manualSeed(classifier.getSeed());
        Module network = NetworkJson.read(classifier.getNetwork());
        double decay = classifier.isSet(classifier.weightDecay())
                ? (Double) classifier.getOrDefault(classifier.weightDecay())
                : Double.NaN;
        Optimizer optimizer = new OptimizerSettings(
                        classifier.getOptimizer(), classifier.getLearningRate(), classifier.getMomentum(), decay)
                .over(network.parameters());
        each.begin(optimizer);
        Shard shard = ParquetTensors.of(clouds(1))
                .features("features")
                .label("label")
                .read()
                .data()
                .map(Shard::of)
                .first();
        int stepsPerEpoch = ROWS / BATCH;
        for (int step = 0; step < STEPS; step++) {
            int[] order = shard.order(classifier.getSeed(), step / stepsPerEpoch, 0);
            int from = step % stepsPerEpoch * BATCH;
            int[] chosen = shard.data().labels(order, from, from + BATCH);
            Tensor labels = Tensor.of(chosen, chosen.length).to(DType.INT64);
            Tensor output = network.forward(shard.data().features(order, from, from + BATCH));
            optimizer.zeroGrad();
            each.loss(output, labels).backward();
            each.beforeStep(network, output, labels, step);
            optimizer.step();
            each.end(optimizer);
        }
        return network;
    }

    private static NeuralClassifier twoEpochs() {
        return Clouds.classifier()
                .setNetwork(new Sequential(new Linear(Clouds.WIDTH, 5), new Linear(5, Clouds.CLASSES)))
                .setBatchSize(BATCH)
                .setEpochs(2)
                .setAveragingPeriod(5);
    }

    private Dataset<Row> clouds(int partitions) {
        return Clouds.dataset(spark, Clouds.rows(ROWS, SEED), partitions);
    }

    private static void assertSameParameters(Module actual, Module expected) {
        assertThat(parameters(actual)).isEqualTo(parameters(expected));
    }

    private static void assertClose(Module actual, Module expected) {
        assertThat(distance(actual, expected)).isLessThan(1e-6);
    }

    private static double distance(Module a, Module b) {
        return distance(parameters(a), parameters(b));
    }

    private static double distance(float[] x, float[] y) {
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            most = Math.max(most, Math.abs(x[i] - y[i]));
        }
        return most;
    }

    private static float[] parameters(Module module) {
        return Tensor.cat(
                        module.parameters().stream()
                                .map(parameter -> parameter.detach().reshape(-1))
                                .toList(),
                        0)
                .toFloatArray();
    }
}
