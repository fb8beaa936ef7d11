package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.data.TensorBlockCoder;
import dev.arclight.metric.Metric;
import dev.arclight.metric.MetricCollection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * Measures a model folder on rows: one row with a DOUBLE for each metric.
 *
 * <pre>{@code
 * PCollection<Row> measured = images.apply(EvaluateModel.of("gs://models/clothes")
 *         .withFeatures("image").withLabel("label")
 *         .withMetric("accuracy", Accuracy.multiclass(10))
 *         .withMetric("f1", F1Score.multiclass(10).average(Average.MACRO)));
 * }</pre>
 *
 * <p>Metrics are counted bundle by bundle and merged; rows do not travel. Those of counts, such as accuracy, are the same on
 * every runner to the last bit; those of sums, such as errors, to rounding. Of no rows nothing is measured and no row comes out.
 */
public final class EvaluateModel extends PTransform<PCollection<TensorBlock>, PCollection<Row>> {
    static final String FLOAT = "float";
    static final String INT8 = "int8";

    private final String folder;
    private final String features;
    private final String label;
    private final MetricCollection metrics;

    private EvaluateModel(String folder, String features, String label, MetricCollection metrics) {
        this.folder = folder;
        this.features = features;
        this.label = label;
        this.metrics = metrics;
    }

    /** Measures the model of this folder, on any file system that Beam knows. */
    public static EvaluateModel of(String modelFolder) {
        return new EvaluateModel(modelFolder, "features", "label", new MetricCollection());
    }

    /** The column that the model reads; default {@code features}. */
    public EvaluateModel withFeatures(String column) {
        return new EvaluateModel(folder, column, label, metrics);
    }

    /** The column of what it should say; default {@code label}. */
    public EvaluateModel withLabel(String column) {
        return new EvaluateModel(folder, features, column, metrics);
    }

    /**
     * Measures this, too.
     *
     * @param metric a fresh one that gives a single number; it is copied
     * @throws dev.arclight.tensor.ArclightException if there is one of that name
     */
    public EvaluateModel withMetric(String name, Metric metric) {
        return new EvaluateModel(folder, features, label, copy(metrics).add(name, metric));
    }

    static MetricCollection copy(MetricCollection metrics) {
        MetricCollection copy = new MetricCollection();
        metrics.metrics().forEach(copy::add);
        return copy;
    }

    @Override
    public PCollection<Row> expand(PCollection<TensorBlock> rows) {
        if (metrics.metrics().isEmpty()) {
            throw new TrainingException("EvaluateModel measures nothing; call withMetric");
        }
        Map<String, String> columns = new LinkedHashMap<>();
        metrics.metrics().keySet().forEach(name -> columns.put(name, FLOAT));
        MetricsFn combine = new MetricsFn(metrics, columns);
        return rows.apply("Score", ParDo.of(new ScoreBlockFn(folder, features, label, false)))
                .setCoder(TensorBlockCoder.of())
                .apply("Measure", Combine.globally(combine).withoutDefaults())
                .setRowSchema(combine.schema());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("model", folder).withLabel("Model folder"))
                .add(DisplayData.item(
                                "metrics", String.join(", ", metrics.metrics().keySet()))
                        .withLabel("Metrics"));
    }
}
