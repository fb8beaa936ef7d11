package dev.arclight.spark.train;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class NeuralRegressorTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    NeuralRegressorTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void a_single_linear_layer_finds_the_coefficients_of_spark_s_linear_regression() {
        Dataset<Row> data = plane();
        LinearRegressionModel expected = new LinearRegression().fit(data);

        NeuralRegressorModel model = new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(2, 1)))
                .setLearningRate(0.1)
                .setMomentum(0.7)
                .setEpochs(50)
                .setBatchSize(200)
                .setSeed(3)
                .fit(data);

        float[] weight = model.module().parameters().get(0).toFloatArray();
        Offset<Double> near = Offset.offset(2e-3);
        assertThat((double) weight[0]).isCloseTo(expected.coefficients().apply(0), near);
        assertThat((double) weight[1]).isCloseTo(expected.coefficients().apply(1), near);
        assertThat(model.module().parameters().get(1).toFloatArray()[0])
                .isCloseTo((float) expected.intercept(), Offset.offset(2e-3f));
        assertThat(new RegressionEvaluator().evaluate(model.transform(data)))
                .isCloseTo(new RegressionEvaluator().evaluate(expected.transform(data)), near);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mse", "l1", "smooth_l1", "huber"})
    void each_loss_falls_and_the_model_predicts(String loss) {
        List<RoundReport> reports = new ArrayList<>();

        NeuralRegressorModel model =
                network().setLoss(loss).setRoundListener(reports::add).fit(plane());

        assertThat(reports.get(reports.size() - 1).loss())
                .isLessThan(0.5 * reports.get(0).loss());
        assertThat(new RegressionEvaluator().setMetricName("r2").evaluate(model.transform(plane())))
                .isGreaterThan(0.8);
    }

    @Test
    void robust_losses_are_less_drawn_by_an_outlier() {
        Dataset<Row> spoilt = plane().selectExpr("features", "if(id = 10, 10000, label) as label");

        double squared = error(network().setLoss("mse").fit(spoilt));
        double absolute = error(network().setLoss("l1").fit(spoilt));

        assertThat(absolute).isLessThan(0.5 * squared);
    }

    @Test
    void a_model_and_an_estimator_come_back_from_disk() throws Exception {
        NeuralRegressor regressor = network().setLoss("huber").setDelta(0.7).setWeightDecay(0.01);
        NeuralRegressorModel model = regressor.fit(plane());
        String modelPath = work.resolve("model").toString();
        String estimatorPath = work.resolve("estimator").toString();
        model.write().save(modelPath);
        regressor.write().save(estimatorPath);

        NeuralRegressorModel read = NeuralRegressorModel.load(modelPath);
        NeuralRegressor estimator = NeuralRegressor.load(estimatorPath);

        assertThat(read.transform(plane()).select("prediction").collectAsList())
                .isEqualTo(model.transform(plane()).select("prediction").collectAsList());
        assertThat(estimator.getDelta()).isEqualTo(0.7);
        assertThat(estimator
                        .fit(plane())
                        .transform(plane())
                        .select("prediction")
                        .collectAsList())
                .isEqualTo(model.transform(plane()).select("prediction").collectAsList());
    }

    @Test
    void a_null_feature_has_no_prediction() {
        NeuralRegressorModel model = network().setEpochs(1).fit(plane());

        Dataset<Row> scored = model.transform(plane().selectExpr("id", "if(id = 3, null, features) as features"));

        assertThat(scored.where("prediction is null")
                        .select("id")
                        .as(Encoders.LONG())
                        .collectAsList())
                .containsExactly(3L);
    }

    @Test
    void a_network_of_several_outputs_and_a_target_that_is_no_number_are_refused() {
        assertThatThrownBy(() ->
                        network().setNetwork(new Sequential(new Linear(2, 3))).fit(plane()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("expected a floating value for each, of shape [2, 1]");
        assertThatThrownBy(() ->
                        network().fit(plane().selectExpr("features", "if(id = 4, double('NaN'), label) as label")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'label', row 4")
                .hasMessageContaining("target is NaN");
    }

    private double error(NeuralRegressorModel model) {
        return new RegressionEvaluator().setMetricName("mae").evaluate(model.transform(plane()));
    }

    private static NeuralRegressor network() {
        return new NeuralRegressor()
                .setNetwork(new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 1)))
                .setOptimizer("adam")
                .setLearningRate(0.02)
                .setEpochs(10)
                .setBatchSize(6)
                .setAveragingPeriod(10)
                .setSeed(5);
    }

    /** Noisy points of a plane, without a random number. */
    private Dataset<Row> plane() {
        return spark.range(0, 200, 1, 2)
                .selectExpr("id", "double(id % 20) / 10 - 1 as x", "double(id div 20) / 5 - 1 as y")
                .selectExpr("id", "array(x, y) as numbers", "2 * x - 0.5 * y + 0.3 + sin(id) * 0.1 as label")
                .withColumn("features", array_to_vector(col("numbers")));
    }
}
