package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.log.JsonLinesLog;
import dev.arclight.log.LogReader;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that say how a training goes on rather than what is learnt. */
@ExtendWith(LocalSpark.class)
class TrainingSettingsTest {
    private static final long SEED = 9;

    @TempDir
    private Path work;

    private final SparkSession spark;

    TrainingSettingsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void averaging_in_pieces_and_in_more_stages_gives_the_same_model() throws IOException {
        Dataset<Row> data = clouds(120, 5);
        List<byte[]> usual = Clouds.bytes(Clouds.classifier().fit(data), work.resolve("usual"));

        List<byte[]> pieces =
                Clouds.bytes(Clouds.classifier().setShardedAverageBytes(0).fit(data), work.resolve("pieces"));
        List<byte[]> stages =
                Clouds.bytes(Clouds.classifier().setAggregationDepth(3).fit(data), work.resolve("stages"));

        assertThat(pieces.get(1)).isEqualTo(usual.get(1));
        assertThat(stages.get(1)).isEqualTo(usual.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void narrow_numbers_on_the_wire_learn_as_well(String dtype) {
        Dataset<Row> data = clouds(600, 3);

        NeuralClassifierModel model = Clouds.classifier()
                .setAveragingPeriod(20)
                .setEpochs(4)
                .setAveragingDType(dtype)
                .fit(data);

        assertThat(accuracy(model, data)).isGreaterThan(0.85);
        assertThat(model.module().parameters().get(0).toFloatArray())
                .isNotEqualTo(Clouds.classifier()
                        .setAveragingPeriod(20)
                        .setEpochs(4)
                        .fit(data)
                        .module()
                        .parameters()
                        .get(0)
                        .toFloatArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void narrow_numbers_on_the_wire_leave_variances_and_moments_as_they_are(String dtype) {
        // Steps so many and features so small that running variances fall to a few millionths of their start in a
        // round.
        Dataset<Row> data = clouds(600, 3).selectExpr("transform(features, x -> float(x * 1e-3)) as features", "label");
        NeuralClassifier classifier = Clouds.classifier()
                .setNetwork(new Sequential(
                        new BatchNorm1d(Clouds.WIDTH), new Linear(Clouds.WIDTH, 16), new ReLU(), new Linear(16, 3)))
                .setOptimizer("adam")
                .setLearningRate(0.001)
                .setBatchSize(2)
                .setAveragingPeriod(200)
                .setEpochs(2);

        Map<String, Tensor> exact = classifier.fit(data).module().stateDict();
        Map<String, Tensor> narrow =
                classifier.setAveragingDType(dtype).fit(data).module().stateDict();

        assertThat(greatest(narrow, exact, "0.running_var", true)).isLessThan(1e-3);
        assertThat(greatest(narrow, exact, "1.weight", false)).isLessThan(2e-3);
        assertThat(greatest(narrow, exact, "3.weight", false)).isBetween(1e-9, 2e-3);
    }

    private static double greatest(
            Map<String, Tensor> narrow, Map<String, Tensor> exact, String name, boolean relative) {
        float[] actual = Objects.requireNonNull(narrow.get(name)).toFloatArray();
        float[] expected = Objects.requireNonNull(exact.get(name)).toFloatArray();
        double most = 0;
        for (int i = 0; i < actual.length; i++) {
            double off = Math.abs(actual[i] - expected[i]);
            most = Math.max(most, relative ? off / expected[i] : off);
        }
        return most;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bf16", "fp16"})
    void forward_passes_of_16_bits_learn_as_well_and_the_same_each_time(String precision) throws IOException {
        Dataset<Row> data = clouds(600, 2);
        NeuralClassifier classifier =
                Clouds.classifier().setEpochs(4).setAveragingPeriod(20).setMixedPrecision(precision);

        NeuralClassifierModel model = classifier.fit(data);

        assertThat(accuracy(model, data)).isGreaterThan(0.85);
        assertThat(Clouds.bytes(model, work.resolve("once")).get(1))
                .isEqualTo(Clouds.bytes(classifier.fit(data), work.resolve("twice"))
                        .get(1));
        assertThat(Clouds.bytes(model, work.resolve("narrow")).get(1))
                .isNotEqualTo(Clouds.bytes(classifier.setMixedPrecision("no").fit(data), work.resolve("wide"))
                        .get(1));
    }

    @Test
    void losses_of_float16_that_overflow_are_scaled_down_for_good() {
        Dataset<Row> data = clouds(160, 1).selectExpr("transform(features, x -> float(x * 40)) as features", "label");
        NeuralClassifier classifier = Clouds.classifier()
                .setMixedPrecision("fp16")
                .setAveragingPeriod(1)
                .setLearningRate(1e-4);

        NeuralClassifierModel model = classifier.fit(data);

        for (float value : model.module().parameters().get(0).toFloatArray()) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void a_fitted_model_may_become_int8() throws IOException {
        Dataset<Row> data = clouds(300, 2);
        NeuralClassifier classifier = Clouds.classifier()
                .setNetwork(new Sequential(new Linear(Clouds.WIDTH, 64), new ReLU(), new Linear(64, Clouds.CLASSES)))
                .setAveragingPeriod(20)
                .setEpochs(6);
        NeuralClassifierModel wide = classifier.fit(data);

        NeuralClassifierModel narrow = classifier.setQuantizeAfter(true).fit(data);
        narrow.write().save(work.resolve("int8").toString());

        assertThat(narrow.module().toString()).isNotEqualTo(wide.module().toString());
        assertThat(accuracy(narrow, data)).isGreaterThan(accuracy(wide, data) - 0.03);
        assertThat(NeuralClassifierModel.load(work.resolve("int8").toString())
                        .transform(data)
                        .collectAsList())
                .isEqualTo(narrow.transform(data).collectAsList());
    }

    @Test
    void a_device_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> Clouds.classifier().setDevice("cuda").fit(clouds(12, 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("device is 'cuda', which is not supported yet; set it to 'cpu'");
    }

    @Test
    void losses_rates_and_times_are_written_for_tensorboard_and_as_json_lines() {
        String folder = work.resolve("log").toString();
        List<RoundReport> reports = new ArrayList<>();

        Clouds.classifier()
                .setEpochs(2)
                .setValidationFraction(0.2)
                .setLearningRateSchedule("linear")
                .setLogDir(folder)
                .setRoundListener(reports::add)
                .fit(clouds(120, 2));

        Map<String, List<LogReader.Scalar>> scalars = LogReader.scalars(Path.of(folder));
        assertThat(scalars.get("loss/train"))
                .extracting(LogReader.Scalar::value)
                .containsExactlyElementsOf(
                        reports.stream().map(report -> (float) report.loss()).toList());
        assertThat(scalars.get("loss/train"))
                .extracting(LogReader.Scalar::step)
                .containsExactlyElementsOf(
                        reports.stream().map(RoundReport::steps).toList());
        assertThat(scalars.get("learning_rate"))
                .extracting(LogReader.Scalar::value)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(scalars).containsKeys("loss/validation", "accuracy/validation", "seconds/compute", "seconds/round");
        assertThat(scalars.get("loss/validation")).hasSize(2);
        List<Map<String, Object>> lines = JsonLinesLog.read(Path.of(folder, "training.jsonl"));
        assertThat(lines).hasSize(reports.size() + 2);
        assertThat(lines.get(0)).containsKeys("step", "round", "loss", "learning_rate", "examples", "seconds");
    }

    @Test
    void as_many_partitions_as_tasks_run_at_once_are_made_on_request() {
        List<RoundReport> reports = new ArrayList<>();

        Clouds.classifier()
                .setPartitionPolicy(NeuralTrainingParams.AUTO)
                .setAveragingPeriod(100)
                .setEpochs(1)
                .setWarmUpSteps(1)
                .setBatchSize(1)
                .setRoundListener(reports::add)
                .fit(clouds(60, 1));

        // One step of one row in each of the session's two slots.
        assertThat(reports.get(0).examples()).isEqualTo(2);
    }

    @Test
    void a_feature_that_is_not_finite_is_named_by_the_first_reading() {
        Dataset<Row> data = clouds(30, 1)
                .selectExpr(
                        "if(id = 17, transform(features, (x, i) -> if(i = 2, float('inf'), x)), features) as features",
                        "label");

        assertThatThrownBy(() -> Clouds.classifier().fit(data))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'features', row 17")
                .hasMessageContaining("element 2 is Infinity, expected a finite number");
    }

    @Test
    void a_feature_that_is_not_finite_is_named_with_its_file() {
        String folder = work.resolve("rows").toString();
        clouds(30, 1)
                .selectExpr("if(id = 17, transform(features, x -> float('nan')), features) as features", "label")
                .write()
                .parquet(folder);

        assertThatThrownBy(() -> Clouds.classifier().fit(spark.read().parquet(folder)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("row 17 (counted from 0) of file:")
                .hasMessageContaining("element 0 is NaN");
    }

    @Test
    void a_round_in_which_nothing_is_learnt_is_an_error() {
        // Features of 0 give weights no gradient, and there is no bias. The first round is one step, which does not
        // tell.
        Dataset<Row> data = clouds(30, 1).selectExpr("transform(features, x -> 0f) as features", "label");
        NeuralClassifier classifier =
                Clouds.classifier().setNetwork(new Sequential(new Linear(Clouds.WIDTH, 3, false)));

        assertThatThrownBy(() -> classifier.fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("round 2: no partition changed a parameter, though the loss is 1.09");
    }

    @Test
    void a_training_that_has_come_to_rest_goes_on_to_its_end() {
        Dataset<Row> data = spark.range(0, 2, 1, 1).selectExpr("array(1f) as features", "float(2 * id + 1) as label");
        List<RoundReport> reports = new ArrayList<>();

        new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(1, 1)))
                .setMomentum(0)
                .setLearningRate(0.25)
                .setEpochs(6)
                .setRoundListener(reports::add)
                .fit(data);

        assertThat(reports).hasSize(6);
        assertThat(reports.get(5).loss()).isEqualTo(1);
    }

    @Test
    void a_loss_that_explodes_names_round_and_partition() {
        NeuralRegressor regressor = new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(1, 1)))
                .setLearningRate(10)
                .setExplosionFactor(100)
                .setAveragingPeriod(1)
                .setEpochs(5)
                .setBatchSize(4);
        Dataset<Row> data = spark.range(0, 40, 1, 1).selectExpr("array(float(id)) as features", "float(id) as label");

        assertThatThrownBy(() -> regressor.fit(data))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("round 2, partition 0: the loss of batch 2 of the epoch explodes to .*");
    }

    private Dataset<Row> clouds(int rows, int partitions) {
        return Clouds.dataset(spark, Clouds.rows(rows, SEED), partitions);
    }

    private static double accuracy(NeuralClassifierModel model, Dataset<Row> data) {
        return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(model.transform(data));
    }
}
