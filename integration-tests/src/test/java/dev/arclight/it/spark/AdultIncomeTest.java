package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.EpochReport;
import dev.arclight.spark.train.NeuralClassifier;
import dev.arclight.spark.train.RoundListener;
import dev.arclight.spark.train.RoundReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the census of 1994 says to earn more than 50,000 dollars, from text columns and numbers, in a pipeline of Spark ML. */
class AdultIncomeTest {
    private static final List<String> COLUMNS = List.of(
            "age",
            "workclass",
            "fnlwgt",
            "education",
            "education_num",
            "marital_status",
            "occupation",
            "relationship",
            "race",
            "sex",
            "capital_gain",
            "capital_loss",
            "hours_per_week",
            "native_country",
            "income");
    private static final List<String> NUMBERS =
            List.of("age", "age_squared", "education_num", "capital_gain", "log_gain", "log_loss", "hours_per_week");
    private static final List<String> TEXTS = List.of(
            "workclass", "education", "marital_status", "occupation", "relationship", "race", "sex", "native_country");

    @TempDir
    private Path work;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void a_small_network_ranks_the_test_people_with_an_area_under_the_curve_of_at_least_0_910() throws IOException {
        String folder = SharedData.folder("tabular").toString();
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("adult income")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.local.dir", work.resolve("local").toString())
                .getOrCreate()) {
            Dataset<Row> people = people(spark, folder + "/adult-train.csv");
            Dataset<Row> others = people(spark, folder + "/adult-test.csv");
            Heard heard = new Heard();

            PipelineModel model = pipeline(heard).fit(people);

            assertThat(people.count()).isEqualTo(32_561);
            assertThat(others.count()).isEqualTo(16_281);
            double area = area(model, others);
            assertThat(area).isGreaterThanOrEqualTo(0.910);
            assertThat(heard.epochs).isNotEmpty();
            assertThat(heard.epochs.get(0).rows()).isBetween(2_900.0, 3_600.0);
            String saved = work.resolve("pipeline").toString();
            model.write().save(saved);
            assertThat(area(PipelineModel.load(saved), others)).isEqualTo(area);
        }
    }

    private static double area(PipelineModel model, Dataset<Row> people) {
        return new BinaryClassificationEvaluator()
                .setRawPredictionCol("probability")
                .evaluate(model.transform(people));
    }

    private static Pipeline pipeline(RoundListener listener) {
        String[] numbered = TEXTS.stream().map(name -> name + "_number").toArray(String[]::new);
        String[] encoded = TEXTS.stream().map(name -> name + "_vector").toArray(String[]::new);
        List<String> inputs = new ArrayList<>(List.of("numbers"));
        inputs.addAll(Arrays.asList(encoded));
        NeuralClassifier classifier = new NeuralClassifier()
                .setNetwork(new Sequential(
                        new Linear(109, 64),
                        new ReLU(),
                        new Dropout(0.2),
                        new Linear(64, 32),
                        new ReLU(),
                        new Dropout(0.2),
                        new Linear(32, 2)))
                .setOptimizer("adamw")
                .setLearningRate(0.004)
                .setLearningRateSchedule("cosine")
                .setEpochs(20)
                .setBatchSize(128)
                .setAveragingPeriod(20)
                .setNumPartitions(2)
                .setValidationFraction(0.1)
                .setEarlyStoppingPatience(6)
                .setProbabilityCol("probability")
                .setSeed(1)
                .setRoundListener(listener);
        return new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer()
                    .setInputCols(TEXTS.toArray(String[]::new))
                    .setOutputCols(numbered)
                    .setHandleInvalid("keep"),
            new OneHotEncoder().setInputCols(numbered).setOutputCols(encoded),
            new VectorAssembler().setInputCols(NUMBERS.toArray(String[]::new)).setOutputCol("raw_numbers"),
            new StandardScaler()
                    .setInputCol("raw_numbers")
                    .setOutputCol("numbers")
                    .setWithMean(true),
            new VectorAssembler().setInputCols(inputs.toArray(String[]::new)).setOutputCol("features"),
            classifier
        });
    }

    private static Dataset<Row> people(SparkSession spark, String file) {
        Dataset<Row> read = spark.read()
                .option("ignoreLeadingWhiteSpace", true)
                .option("inferSchema", true)
                .csv(file)
                .toDF(COLUMNS.toArray(String[]::new));
        Column rich = functions.col("income").startsWith(">50K");
        return read.where("age is not null and income is not null")
                .withColumn("age", functions.col("age").cast("double"))
                .withColumn("age_squared", functions.pow(functions.col("age"), 2))
                .withColumn("log_gain", functions.log1p("capital_gain"))
                .withColumn("log_loss", functions.log1p("capital_loss"))
                .withColumn("label", rich.cast("int"));
    }

    private static final class Heard implements RoundListener {
        private final List<EpochReport> epochs = new ArrayList<>();

        @Override
        public void roundDone(RoundReport report) {}

        @Override
        public void epochDone(EpochReport report) {
            epochs.add(report);
        }
    }
}
