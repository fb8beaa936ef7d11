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
    }

    @Test
    void values_are_judged_by_their_distances() {
        String values = save("values", 1, "value");
        Dataset<Row> data = features()
                .withColumn(
                        "label",
                        functions.call_function("arclight_predict", functions.lit(values), functions.col("features")));

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
