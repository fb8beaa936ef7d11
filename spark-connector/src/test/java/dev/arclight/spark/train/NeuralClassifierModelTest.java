package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.nn.Module;
import dev.arclight.spark.LocalSpark;
import dev.arclight.tensor.Tensor;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class NeuralClassifierModelTest {
    private static final long SEED = 21;

    @TempDir
    private Path work;

    private final SparkSession spark;
    private Dataset<Row> data;
    private NeuralClassifier classifier;

    NeuralClassifierModelTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void makeDataAndClassifier() {
        data = Clouds.dataset(spark, Clouds.rows(120, SEED), 2);
        classifier = Clouds.classifier()
                .setLearningRate(0.1)
                .setProbabilityCol("probability")
                .setRawPredictionCol("rawPrediction");
    }

    @Test
    void predictions_probabilities_and_logits_are_those_of_the_network() {
        NeuralClassifierModel model = classifier.fit(data);
        Row row = model.transform(data).where("id = 17").head();

        float[] features = (float[]) Clouds.rows(18, SEED).get(17).get(1);
        Tensor logits =
                model.module().forward(Tensor.of(features, 1, Clouds.WIDTH)).detach();

        Vector raw = row.getAs("rawPrediction");
        Vector probability = row.getAs("probability");
        assertThat(floats(raw)).isEqualTo(logits.toFloatArray());
        assertThat(Arrays.stream(probability.toArray()).sum()).isBetween(1 - 1e-6, 1 + 1e-6);
        assertThat(row.<Double>getAs("prediction")).isEqualTo((double) raw.argmax());
        assertThat(model.numClasses()).isEqualTo(Clouds.CLASSES);
    }

    @Test
    void a_row_without_features_has_neither_vectors_nor_a_class() {
        NeuralClassifierModel model = classifier.fit(data);
        Dataset<Row> rows = data.selectExpr("id", "if(id = 3, null, features) features");

        List<Row> scored = model.transform(rows).where("id < 5").collectAsList();

        assertThat(scored).hasSize(5);
        for (Row row : scored) {
            boolean none = row.<Number>getAs("id").longValue() == 3;
            for (String column : List.of("rawPrediction", "probability", "prediction")) {
                assertThat(row.isNullAt(row.fieldIndex(column))).as(column).isEqualTo(none);
            }
        }
    }

    @Test
    void columns_with_empty_names_are_not_added() {
        NeuralClassifierModel model = classifier.fit(data).setProbabilityCol("").setRawPredictionCol("");

        assertThat(model.transform(data).columns()).containsExactly("id", "features", "label", "prediction");
        assertThat(model.transformSchema(data.schema()).fieldNames())
                .containsExactly("id", "features", "label", "prediction");
    }

    @Test
    void a_schema_is_transformed_as_the_data_is() {
        NeuralClassifierModel model = classifier.fit(data);

        assertThat(model.transformSchema(data.schema())).isEqualTo(classifier.transformSchema(data.schema()));
        assertThat(model.transform(data).schema().fieldNames())
                .isEqualTo(model.transformSchema(data.schema()).fieldNames());
    }

    @Test
    void a_model_read_in_another_jvm_predicts_the_same() throws Exception {
        NeuralClassifierModel model = classifier.fit(data);
        String saved = work.resolve("model").toString();
        model.write().save(saved);
        data.write().parquet(work.resolve("data").toString());

        runInFreshJvm(
                saved, work.resolve("data").toString(), work.resolve("scored").toString());

        List<Row> expected = model.transform(data)
                .select("id", "rawPrediction", "prediction")
                .orderBy("id")
                .collectAsList();
        assertThat(spark.read()
                        .parquet(work.resolve("scored").toString())
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(expected);
    }

    @Test
    void what_is_saved_holds_a_model_folder_of_the_same_bytes() throws IOException {
        NeuralClassifierModel model = classifier.fit(data);
        List<byte[]> expected = Clouds.bytes(model, work.resolve("folder"));

        model.write().save(work.resolve("model").toString());
        model.write().overwrite().save(work.resolve("model").toString());

        Path inside = work.resolve("model").resolve("model");
        assertThat(Files.readAllBytes(inside.resolve(ModelFolder.DESCRIPTION))).isEqualTo(expected.get(0));
        assertThat(Files.readAllBytes(inside.resolve(ModelFolder.WEIGHTS))).isEqualTo(expected.get(1));
        try (Stream<Path> entries = Files.list(work)) {
            assertThat(entries)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactlyInAnyOrder("folder", "model");
        }
    }

    @Test
    void nothing_is_left_of_a_model_that_cannot_be_saved() throws IOException {
        NeuralClassifierModel trained = classifier.fit(data);
        Module anonymous = new Module() {
            @Override
            public Tensor forward(Tensor input) {
                return trained.module().forward(input);
            }
        };
        NeuralClassifierModel model = new NeuralClassifierModel("anonymous", anonymous, trained.signature());

        assertThatThrownBy(() -> model.write().save(work.resolve("model").toString()))
                .isInstanceOf(ModelFormatException.class);
        try (Stream<Path> entries = Files.list(work)) {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void a_classifier_is_saved_with_its_network_and_params() throws IOException {
        classifier.setEpochs(2).setInputShape(Clouds.WIDTH);
        classifier.write().save(work.resolve("classifier").toString());

        NeuralClassifier read = NeuralClassifier.load(work.resolve("classifier").toString());

        assertThat(read.getNetwork()).isEqualTo(classifier.getNetwork());
        assertThat(read.getInputShape()).containsExactly(Clouds.WIDTH);
        assertThat(read.getLearningRate()).isEqualTo(0.1);
        assertThat(read.isSet(read.momentum())).isFalse();
        assertThat(Clouds.bytes(read.fit(data), work.resolve("a")).get(1))
                .isEqualTo(Clouds.bytes(classifier.fit(data), work.resolve("b")).get(1));
    }

    @Test
    void copies_know_their_parent_and_take_other_columns() {
        NeuralClassifierModel model = classifier.fit(data);

        NeuralClassifierModel copy = model.copy(new ParamMap().put(model.predictionCol(), "p"));

        assertThat(copy.parent()).isSameAs(classifier);
        assertThat(copy.transform(data).columns()).contains("p").doesNotContain("prediction");
    }

    @Test
    void it_is_a_stage_of_a_pipeline_that_is_saved_and_read() throws IOException {
        Dataset<Row> columns =
                data.selectExpr("id", "label", "features[0] as a", "features[1] as b", "features[2] as c");
        VectorAssembler assembler =
                new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("abc");
        NeuralClassifier last = classifier
                .setNetwork(new dev.arclight.nn.Sequential(new dev.arclight.nn.Linear(3, Clouds.CLASSES)))
                .setFeaturesCol("abc");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, last});
        pipeline.write().overwrite().save(work.resolve("pipeline").toString());

        PipelineModel model = Pipeline.load(work.resolve("pipeline").toString()).fit(columns);
        model.write().save(work.resolve("fitted").toString());
        PipelineModel read = PipelineModel.load(work.resolve("fitted").toString());

        assertThat(scores(read.transform(columns)))
                .isEqualTo(scores(pipeline.fit(columns).transform(columns)));
    }

    @Test
    void a_cross_validator_chooses_among_its_params() {
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.learningRate(), new double[] {1e-6, 0.1})
                .build();
        List<RoundReport> reports = new ArrayList<>();
        classifier.setRoundListener(reports::add);
        CrossValidator validator = new CrossValidator()
                .setEstimator(classifier)
                .setEstimatorParamMaps(grid)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
                .setNumFolds(2)
                .setSeed(SEED);

        CrossValidatorModel model = validator.fit(data);

        assertThat(model.avgMetrics()[1]).isLessThan(model.avgMetrics()[0]);
        assertThat(((NeuralClassifierModel) model.bestModel()).parent().uid()).isEqualTo(classifier.uid());
        assertThat(reports).isNotEmpty();
    }

    private static List<Row> scores(Dataset<Row> scored) {
        return scored.select("id", "rawPrediction", "prediction").orderBy("id").collectAsList();
    }

    private static float[] floats(Vector vector) {
        float[] floats = new float[vector.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) vector.apply(i);
        }
        return floats;
    }

    /** A JVM with this one's class path and flags, agents left out. */
    private void runInFreshJvm(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .forEach(command::add);
        // It lives for a few seconds of Spark's beginning, which the best code would not pay for.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        // Surefire may put the class path into a manifest and names it here.
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(ScoreSaved.class.getName());
        command.addAll(List.of(arguments));
        File output = work.resolve("output").toFile();
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start()
                .waitFor();
        assertThat(exit)
                .as(Files.readString(output.toPath(), StandardCharsets.UTF_8))
                .isZero();
    }

    /** The fresh JVM's program: model, data, where the scores go. */
    static final class ScoreSaved {
        private ScoreSaved() {}

        public static void main(String[] args) throws IOException {
            try (SparkSession spark = SparkSession.builder()
                    .master("local[1]")
                    .config("spark.ui.enabled", false)
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .getOrCreate()) {
                NeuralClassifierModel model = NeuralClassifierModel.load(args[0]);
                model.transform(spark.read().parquet(args[1]))
                        .select("id", "rawPrediction", "prediction")
                        .write()
                        .parquet(args[2]);
            }
        }
    }
}
