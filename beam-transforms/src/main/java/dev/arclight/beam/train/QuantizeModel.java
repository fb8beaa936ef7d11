package dev.arclight.beam.train;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.beam.data.TensorBlockCoder;
import dev.arclight.metric.Metric;
import dev.arclight.metric.MetricCollection;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.Row;

/**
 * Makes the weights of a model folder int8 (dynamic quantization: linear and recurrent layers), writes the result as a model
 * folder, and measures both on rows.
 *
 * <pre>{@code
 * PCollection<Row> report = validation.apply(QuantizeModel.of("gs://models/clothes")
 *         .withFeatures("image").withLabel("label")
 *         .withMetric("accuracy", Accuracy.multiclass(10))
 *         .to("gs://models/clothes-int8"));
 * // {accuracy: 0.914, accuracy_int8: 0.913, bytes_before: 1683496, bytes_after: 425984}
 * }</pre>
 *
 * <p>The one row comes when the folder is whole: a DOUBLE for each metric and for it in int8, and the bytes of the layers that
 * became int8, before and after. Without rows to measure on none comes.
 */
public final class QuantizeModel extends PTransform<PCollection<TensorBlock>, PCollection<Row>> {
    /** The field of the weights' bytes in float. */
    public static final String BYTES_BEFORE = "bytes_before";

    /** The field of the weights' bytes in int8. */
    public static final String BYTES_AFTER = "bytes_after";

    private static final String OF_INT8 = "_int8";

    private final String folder;
    private final String features;
    private final String label;
    private final MetricCollection metrics;
    private final String target;

    private QuantizeModel(String folder, String features, String label, MetricCollection metrics, String target) {
        this.folder = folder;
        this.features = features;
        this.label = label;
        this.metrics = metrics;
        this.target = target;
    }

    /** Quantizes the model of this folder, on any file system that Beam knows. */
    public static QuantizeModel of(String modelFolder) {
        return new QuantizeModel(modelFolder, "features", "label", new MetricCollection(), "");
    }

    /** The column that the model reads; default {@code features}. */
    public QuantizeModel withFeatures(String column) {
        return new QuantizeModel(folder, column, label, metrics, target);
    }

    /** The column of what it should say; default {@code label}. */
    public QuantizeModel withLabel(String column) {
        return new QuantizeModel(folder, features, column, metrics, target);
    }

    /**
     * Measures this for both models.
     *
     * @param metric a fresh one that gives a single number; it is copied
     * @throws dev.arclight.tensor.ArclightException if there is one of that name
     */
    public QuantizeModel withMetric(String name, Metric metric) {
        return new QuantizeModel(
                folder, features, label, EvaluateModel.copy(metrics).add(name, metric), target);
    }

    /** The model folder to write; one that is there is replaced. */
    public QuantizeModel to(String modelFolder) {
        return new QuantizeModel(folder, features, label, metrics, modelFolder);
    }

    @Override
    public PCollection<Row> expand(PCollection<TensorBlock> rows) {
        if (target.isEmpty()) {
            throw new TrainingException("QuantizeModel writes nowhere; call to(modelFolder)");
        }
        if (BeamModelSource.of(target)
                .location()
                .equals(BeamModelSource.of(folder).location())) {
            throw new TrainingException("QuantizeModel would write over the model that it reads, '" + folder
                    + "'; give to(modelFolder) another folder");
        }
        if (metrics.metrics().isEmpty()) {
            throw new TrainingException("QuantizeModel measures nothing; call withMetric");
        }
        PCollectionView<KV<Long, Long>> bytes = rows.getPipeline()
                .apply("Model", Create.of(folder))
                .apply("Write", ParDo.of(new WriteFn(target)))
                .setCoder(KvCoder.of(VarLongCoder.of(), VarLongCoder.of()))
                .apply("Bytes", View.asSingleton());
        MetricCollection both = new MetricCollection();
        Map<String, String> columns = new LinkedHashMap<>();
        metrics.metrics().forEach((name, metric) -> {
            both.add(name, metric).add(name + OF_INT8, SerializableUtils.clone(metric));
            columns.put(name, EvaluateModel.FLOAT);
            columns.put(name + OF_INT8, EvaluateModel.INT8);
        });
        MetricsFn combine = new MetricsFn(both, columns);
        Schema schema = Schema.builder()
                .addFields(combine.schema().getFields())
                .addInt64Field(BYTES_BEFORE)
                .addInt64Field(BYTES_AFTER)
                .build();
        return rows.apply("Score", ParDo.of(new ScoreBlockFn(folder, features, label, true)))
                .setCoder(TensorBlockCoder.of())
                .apply("Measure", Combine.globally(combine).withoutDefaults())
                .setRowSchema(combine.schema())
                .apply("Report", ParDo.of(new ReportFn(schema, bytes)).withSideInputs(bytes))
                .setRowSchema(schema);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("model", folder).withLabel("Model folder"))
                .add(DisplayData.item("target", target).withLabel("int8 model folder"));
    }

    private static final class WriteFn extends DoFn<String, KV<Long, Long>> {
        private final String target;

        WriteFn(String target) {
            this.target = target;
        }

        @ProcessElement
        public void processElement(@Element String folder, OutputReceiver<KV<Long, Long>> out) throws IOException {
            SharedModels.Pair pair = SharedModels.load(folder, true);
            ModelFiles.write(pair.int8(), pair.model().signature(), target);
            QuantizationReport report = DynamicQuantization.report(pair.model().module(), pair.int8());
            out.output(KV.of(report.bytesBefore(), report.bytesAfter()));
        }
    }

    private static final class ReportFn extends DoFn<Row, Row> {
        private final Schema schema;
        private final PCollectionView<KV<Long, Long>> bytes;

        ReportFn(Schema schema, PCollectionView<KV<Long, Long>> bytes) {
            this.schema = schema;
            this.bytes = bytes;
        }

        @ProcessElement
        public void processElement(ProcessContext context) {
            List<Object> values = new ArrayList<>(context.element().getValues());
            KV<Long, Long> sizes = context.sideInput(bytes);
            values.add(sizes.getKey());
            values.add(sizes.getValue());
            context.output(Row.withSchema(schema).attachValues(values));
        }
    }
}
