package dev.arclight.spark.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.quantize.QuantizationOptions;
import dev.arclight.quantize.QuantizationReport;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LocalSpark.class)
class QuantizeModelTest {
    private static final int WIDTH = 32;
    private static final QuantizationOptions ALL =
            QuantizationOptions.defaults().withMaxError(1e9).deterministic();

    @TempDir
    private Path work;

    private final SparkSession spark;
    private String folder = "";

    QuantizeModelTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void saveModel() {
        folder = save("model", 4, "logits");
    }

    private String save(String name, int outputs, String output) {
        Generator.manualSeed(3);
        Module network = new Sequential(new Linear(WIDTH, 64), new ReLU(), new Linear(64, outputs));
        Signature signature = Signature.of(
                new TensorSpec("x", DType.FLOAT32, -1, WIDTH), new TensorSpec(output, DType.FLOAT32, -1, outputs));
        ModelFolder.save(network, signature, work.resolve(name));
        return work.resolve(name).toString();
    }

    @Test
    void accuracy_is_that_of_both_models_and_every_layer_has_a_row() {
        Dataset<Row> data = labelled();

        QuantizedModel done = QuantizeModel.of(folder).options(ALL).run(data);

        assertThat(done.rows()).isEqualTo(500);
        assertThat(done.before()).isEqualTo(1);
        assertThat(done.after()).isBetween(0.9, 1.0);
        assertThat(done.metricLoss()).isEqualTo(1 - done.after());
        List<Row> layers = done.layers(spark).collectAsList();
        assertThat(layers).extracting(row -> row.getString(0)).containsExactly("0", "2");
        assertThat(layers).extracting(row -> row.getString(2)).containsOnly("int8");
        assertThat(done.report().bytesAfter()).isLessThan(done.report().bytesBefore() / 2);
        assertThat(done.json()).contains("\"before\" : 1.0", "\"rows\" : 500", "\"kind\" : \"Linear\"");
    }

    @Test
    void layers_go_back_to_float_until_the_metric_is_good_enough() {
        Dataset<Row> data = labelled();
        QuantizedModel free = QuantizeModel.of(folder).options(ALL).run(data);
        assertThat(free.metricLoss()).as("the test needs a loss").isPositive();

        QuantizedModel held =
                QuantizeModel.of(folder).options(ALL).maxMetricLoss(0).run(data);

        assertThat(held.metricLoss()).isZero();
        assertThat(held.report().layers()).anyMatch(layer -> !layer.int8());
        assertThat(held.report().layers().stream().filter(layer -> !layer.int8()))
                .extracting(QuantizationReport.Layer::reason)
                .containsOnly("accuracy on the validation data fell too far");
        assertThat(held.report().output().relative())
                .as("the error of the network that is given, not of the first that was tried")
                .isLessThan(free.report().output().relative());
    }

    @Test
    void a_network_that_is_all_float_again_has_no_error() {
        String values = save("values", 1, "value");
        Dataset<Row> data = values(values);

        QuantizedModel done = QuantizeModel.of(values)
                .metric(ValidationMetric.MSE)
                .options(ALL)
                .maxMetricLoss(0)
                .run(data);

        assertThat(done.report().int8Layers()).isEmpty();
        assertThat(done.report().output()).isEqualTo(new QuantizationReport.Errors(0, 0, 0));
        assertThat(done.after()).isZero();
        assertThat(done.report().layers())
                .extracting(QuantizationReport.Layer::reason)
                .containsOnly("mse on the validation data rose too far");
    }

    @ParameterizedTest
    @EnumSource(ValidationMetric.class)
    void a_metric_that_is_nan_is_never_good_enough(ValidationMetric metric) {
        assertThat(metric.allows(0.5, Double.NaN, Double.POSITIVE_INFINITY)).isFalse();
        assertThat(metric.allows(0.5, 0.5, 0)).isTrue();
        assertThat(metric.allows(0.5, 0.25, 0.25)).isTrue();
        assertThat(metric.allows(0.5, 0.75, 0.25)).isTrue();
        assertThat(metric.allows(0.5, 0.75, 0.125) && metric.allows(0.5, 0.25, 0.125))
                .isFalse();
    }

    @Test
    void a_metric_that_judges_nothing_is_refused() {
        String values = save("values", 1, "value");
        Dataset<Row> same = values(values).withColumn("label", functions.lit(2.5));
        Dataset<Row> broken = values(values).withColumn("label", functions.expr("if(id = 7, float('NaN'), label)"));

        assertThatThrownBy(() -> QuantizeModel.of(values)
                        .metric(ValidationMetric.R2)
                        .options(ALL)
                        .run(same))
                .isInstanceOf(ArclightException.class)
                .hasMessageStartingWith("column 'label' holds the same number in all 500 rows, so r2 judges nothing");
        assertThatThrownBy(() -> QuantizeModel.of(values)
                        .metric(ValidationMetric.MAE)
                        .options(ALL)
                        .run(broken))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("is NaN before anything is int8");
    }

    @Test
    void values_are_judged_by_their_distances() {
        String values = save("values", 1, "value");
        Dataset<Row> data = values(values);

        for (ValidationMetric metric : List.of(ValidationMetric.MSE, ValidationMetric.MAE, ValidationMetric.R2)) {
            QuantizedModel done =
                    QuantizeModel.of(values).metric(metric).options(ALL).run(data);

            assertThat(done.before()).isEqualTo(metric == ValidationMetric.R2 ? 1 : 0);
            assertThat(done.metricLoss()).isBetween(1e-12, 0.1);
        }
        assertThatThrownBy(() -> QuantizeModel.of(values).run(data))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("choose mse, mae or r2");
    }

    @Test
    void rows_without_answers_and_datasets_without_rows_are_refused() {
        Dataset<Row> holes = labelled().selectExpr("features", "if(id = 7, null, label) as label");

        assertThatThrownBy(() -> QuantizeModel.of(folder).run(holes))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'label': in 1 of 500 rows it is null");
        assertThatThrownBy(() -> QuantizeModel.of(folder).run(labelled().where("id < 0")))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("no rows");
        assertThatThrownBy(() -> QuantizeModel.of(folder).labelCol("class").run(labelled()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'class': is missing");
    }

    /** With the model's own answers as the true ones. */
    private Dataset<Row> values(String model) {
        return features()
                .withColumn(
                        "label",
                        functions.call_function("arclight_predict", functions.lit(model), functions.col("features")));
    }

    private Dataset<Row> labelled() {
        return features()
                .withColumn(
                        "label",
                        functions.call_function("arclight_classify", functions.lit(folder), functions.col("features")));
    }

    private Dataset<Row> features() {
        return spark.range(0, 500, 1, 2)
                .selectExpr("id", "transform(sequence(0, 31), i -> float(sin(id * 0.7 + i * i * 0.3))) as features");
    }
}
