package dev.arclight.spark.quantize;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationOptions;
import dev.arclight.quantize.QuantizationReport;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a model's layers int8 and says what that does to its answers on a validation dataset. Some of the dataset's rows decide
 * layer by layer; all of its rows are scored with the model before and after, by the cluster.
 *
 * <pre>{@code
 * QuantizedModel int8 = QuantizeModel.of("hdfs:///models/fashion")
 *         .featuresCol("image").labelCol("label").maxMetricLoss(0.005)
 *         .run(spark.read().parquet("hdfs:///fashion/validation"));
 * int8.layers(spark).show();
 * ModelFolder.save(int8.module(), int8.signature(), Path.of("fashion-int8"));
 * }</pre>
 *
 * <p>Immutable; every setting returns a changed copy.
 */
public final class QuantizeModel {
    private static final int EXAMPLE_ROWS = 256;

    private final String folder;
    private final String featuresCol;
    private final String labelCol;
    private final ValidationMetric metric;
    private final QuantizationOptions options;
    private final double maxMetricLoss;
    private final int exampleRows;

    private QuantizeModel(
            String folder,
            String featuresCol,
            String labelCol,
            ValidationMetric metric,
            QuantizationOptions options,
            double maxMetricLoss,
            int exampleRows) {
        this.folder = folder;
        this.featuresCol = featuresCol;
        this.labelCol = labelCol;
        this.metric = metric;
        this.options = options;
        this.maxMetricLoss = maxMetricLoss;
        this.exampleRows = exampleRows;
    }

    /** Of the float model in a folder of any file system that Spark knows: features to classes, judged by accuracy. */
    public static QuantizeModel of(String folder) {
        return new QuantizeModel(
                folder,
                "features",
                "label",
                ValidationMetric.ACCURACY,
                QuantizationOptions.defaults(),
                Double.POSITIVE_INFINITY,
                EXAMPLE_ROWS);
    }

    public QuantizeModel featuresCol(String name) {
        return new QuantizeModel(folder, name, labelCol, metric, options, maxMetricLoss, exampleRows);
    }

    public QuantizeModel labelCol(String name) {
        return new QuantizeModel(folder, featuresCol, name, metric, options, maxMetricLoss, exampleRows);
    }

    public QuantizeModel metric(ValidationMetric wanted) {
        return new QuantizeModel(folder, featuresCol, labelCol, wanted, options, maxMetricLoss, exampleRows);
    }

    /** Which kinds of layers may become int8, and when a single layer stays in float. */
    public QuantizeModel options(QuantizationOptions wanted) {
        return new QuantizeModel(folder, featuresCol, labelCol, metric, wanted, maxMetricLoss, exampleRows);
    }

    /**
     * By how much the metric may become worse, in its own units. While it is worse by more, or NaN, the layer whose own
     * results are farthest off goes back to float and the dataset is scored again.
     *
     * @throws IllegalArgumentException if it is negative or NaN
     */
    public QuantizeModel maxMetricLoss(double most) {
        if (!(most >= 0)) {
            throw new IllegalArgumentException("maxMetricLoss is " + most + ", expected a number from 0");
        }
        return new QuantizeModel(folder, featuresCol, labelCol, metric, options, most, exampleRows);
    }

    /** How many rows layers are tried on. */
    public QuantizeModel exampleRows(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("exampleRows is " + rows + ", expected at least 1");
        }
        return new QuantizeModel(folder, featuresCol, labelCol, metric, options, maxMetricLoss, rows);
    }

    /**
     * Decides and measures; writes nothing.
     *
     * @param validation rows with features and true answers
     * @throws dev.arclight.spark.data.DataException if a column is missing, cannot be read or holds no true answer
     * @throws ArclightException if the model cannot be read, has several inputs or outputs, there are no rows, or the metric
     *     of the float model is no finite number
     */
    public QuantizedModel run(Dataset<?> validation) {
        SparkSession spark = validation.sparkSession();
        Model model = read(spark);
        ScoringModel scoring = ScoringModel.of(model.module(), model.signature());
        Tensor example = example(validation, scoring);
        DynamicQuantization.Result first = DynamicQuantization.quantize(model.module(), options, example);
        Scores scores = new Scores(validation, featuresCol, labelCol, metric);
        Scores.Pair pair = scores.of(scoring, ScoringModel.of(first.module(), model.signature()));

        List<QuantizationReport.Layer> layers = new ArrayList<>(first.report().layers());
        Module module = first.module();
        double after = pair.after();
        while (!metric.allows(pair.before(), after, maxMetricLoss)
                && layers.stream().anyMatch(QuantizationReport.Layer::int8)) {
            backToFloat(layers);
            module = read(spark).module();
            DynamicQuantization.toInt8(module, int8(layers));
            after = scores.of(ScoringModel.of(module, model.signature()));
        }
        QuantizationReport.Errors output =
                module == first.module() ? first.report().output() : errors(model.module(), module, example);
        QuantizationReport report = new QuantizationReport(layers, output);
        return new QuantizedModel(module, model.signature(), report, metric, pair.rows(), pair.before(), after);
    }

    private static QuantizationReport.Errors errors(Module exact, Module rounded, Tensor example) {
        exact.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return QuantizationReport.Errors.between(exact.call(example), rounded.call(example));
        }
    }

    private Model read(SparkSession spark) {
        return ModelFolder.read(HadoopModelSource.of(folder, SparkApi.hadoop(spark)));
    }

    private Tensor example(Dataset<?> validation, ScoringModel model) {
        List<PartitionData> rows = ParquetTensors.of(validation.limit(exampleRows))
                .features(featuresCol)
                .shape(model.inputShape())
                .dtype(model.inputDtype())
                .read()
                .data()
                .collect();
        List<Tensor> parts = rows.stream()
                .filter(part -> part.rows() > 0)
                .map(PartitionData::features)
                .toList();
        if (parts.isEmpty()) {
            throw new ArclightException(
                    "the validation dataset has no rows to try layers on; check the path and the filters");
        }
        return parts.size() == 1 ? parts.get(0) : Tensor.cat(parts);
    }

    private void backToFloat(List<QuantizationReport.Layer> layers) {
        QuantizationReport.Layer worst = layers.stream()
                .filter(QuantizationReport.Layer::int8)
                .max(Comparator.comparingDouble(layer -> layer.errors().relative()))
                .orElseThrow();
        layers.replaceAll(layer -> !layer.name().equals(worst.name())
                ? layer
                : new QuantizationReport.Layer(
                        layer.name(),
                        layer.kind(),
                        layer.bytesBefore(),
                        layer.bytesBefore(),
                        layer.errors(),
                        layer.floatSeconds(),
                        layer.int8Seconds(),
                        false,
                        metric.label() + " on the validation data " + metric.worsened() + " too far"));
    }

    private static List<String> int8(List<QuantizationReport.Layer> layers) {
        return layers.stream()
                .filter(QuantizationReport.Layer::int8)
                .map(QuantizationReport.Layer::name)
                .toList();
    }
}
