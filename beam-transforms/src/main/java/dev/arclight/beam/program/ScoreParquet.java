package dev.arclight.beam.program;

import dev.arclight.beam.data.ParquetRows;
import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.BatchLimits;
import dev.arclight.beam.inference.Prediction;
import dev.arclight.beam.inference.RunInference;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;

/**
 * Adds a column of predictions to Parquet: all other columns, and {@value #PREDICTION}. Runs on any runner, and as a Flex
 * Template of Dataflow.
 *
 * <pre>{@code
 * java -cp … dev.arclight.beam.program.ScoreParquet --runner=FlinkRunner \
 *     --input=hdfs:///fashion/test.parquet --model=hdfs:///fashion/model --output=hdfs:///fashion/scored
 * }</pre>
 */
public final class ScoreParquet {
    /** The column that is added. */
    public static final String PREDICTION = "prediction";

    /** The namespace of the counter {@value #ROWS}. */
    public static final String METRICS = "arclight.score";

    /** Counts the rows that were scored. */
    public static final String ROWS = "rows";

    /** What predictions are. */
    public enum Result {
        /** The number of the greatest output, INT32. */
        CLASS,
        /** The outputs as they are, ARRAY of FLOAT. */
        SCORES,
        /** Their softmax, ARRAY of FLOAT. */
        PROBABILITIES
    }

    /** The program's options. A template's parameters are the same. */
    public interface Options extends PipelineOptions {
        @Description("Parquet file, folder of such, or glob")
        @Validation.Required
        String getInput();

        void setInput(String value);

        @Description("Model folder")
        @Validation.Required
        String getModel();

        void setModel(String value);

        @Description("Folder to write")
        @Validation.Required
        String getOutput();

        void setOutput(String value);

        @Description("Column that the model reads")
        @Default.String("image")
        String getFeaturesColumn();

        void setFeaturesColumn(String value);

        @Description("What predictions are: CLASS, SCORES or PROBABILITIES")
        @Default.Enum("CLASS")
        Result getResult();

        void setResult(Result value);

        @Description("Whether the features are written, too")
        @Default.Boolean(false)
        boolean getKeepFeatures();

        void setKeepFeatures(boolean value);

        @Description("Most rows in a batch")
        @Default.Integer(64)
        int getBatchRows();

        void setBatchRows(int value);
    }

    private ScoreParquet() {}

    /** Starts the job and does not wait for its end, as launchers of templates want it. */
    public static void main(String[] arguments) {
        Options options =
                PipelineOptionsFactory.fromArgs(arguments).withValidation().as(Options.class);
        Pipeline pipeline = Pipeline.create(options);
        build(pipeline, options);
        pipeline.run();
    }

    /**
     * Adds the program's steps to a pipeline.
     *
     * @throws dev.arclight.data.DataFormatException if the input is not there or is no Parquet
     * @throws ArclightException if it has no such column, or has a column {@value #PREDICTION}
     */
    public static void build(Pipeline pipeline, Options options) {
        PCollection<Row> rows = pipeline.apply("Read", ParquetRows.read(options.getInput()));
        Schema schema = rows.getSchema();
        String features = options.getFeaturesColumn();
        if (!schema.hasField(features)) {
            throw new ArclightException(options.getInput() + " has no column '" + features + "'; its columns are "
                    + String.join(", ", schema.getFieldNames()));
        }
        if (schema.hasField(PREDICTION)) {
            throw new ArclightException(options.getInput() + " has a column '" + PREDICTION
                    + "' already, and so has the output; rename it first");
        }
        PCollection<Row> scored = switch (options.getResult()) {
            case CLASS -> score(rows, options, handler(features).classes(), Schema.FieldType.INT32);
            case SCORES -> score(rows, options, handler(features), floats());
            case PROBABILITIES -> score(rows, options, handler(features).probabilities(), floats());
        };
        scored.apply("Write", ParquetRows.write(options.getOutput()));
    }

    private static ArclightHandler<Row, float[]> handler(String features) {
        return ArclightHandler.rows(features);
    }

    private static Schema.FieldType floats() {
        return Schema.FieldType.array(Schema.FieldType.FLOAT);
    }

    private static <T> PCollection<Row> score(
            PCollection<Row> rows, Options options, ArclightHandler<Row, T> handler, Schema.FieldType type) {
        List<String> kept = new ArrayList<>(rows.getSchema().getFieldNames());
        if (!options.getKeepFeatures()) {
            kept.remove(options.getFeaturesColumn());
        }
        Schema.Builder fields = Schema.builder();
        kept.forEach(name -> fields.addField(rows.getSchema().getField(name)));
        Schema schema = fields.addField(PREDICTION, type).build();
        RunInference.Result<Row, T> scored = rows.apply(
                "Score",
                RunInference.of(handler)
                        .withModel(options.getModel())
                        .withBatchLimits(BatchLimits.ofRows(options.getBatchRows())));
        scored.failures().apply("FailOnError", ParDo.of(new FailFn<>()));
        return scored.predictions()
                .apply("AddPrediction", ParDo.of(new AddFn<T>(kept, schema)))
                .setRowSchema(schema);
    }

    private static final class AddFn<T> extends DoFn<Prediction<Row, T>, Row> {
        private final List<String> kept;
        private final Schema schema;
        private final Counter rows = Metrics.counter(METRICS, ROWS);

        AddFn(List<String> kept, Schema schema) {
            this.kept = kept;
            this.schema = schema;
        }

        @ProcessElement
        public void processElement(@Element Prediction<Row, T> prediction, OutputReceiver<Row> out) {
            List<Object> values = new ArrayList<>();
            kept.forEach(name -> values.add(prediction.example().getValue(name)));
            T value = prediction.requireValue();
            values.add(value instanceof float[] floats ? boxed(floats) : value);
            out.output(Row.withSchema(schema).attachValues(values));
            rows.inc();
        }

        private static List<Float> boxed(float... numbers) {
            List<Float> boxed = new ArrayList<>(numbers.length);
            for (float number : numbers) {
                boxed.add(number);
            }
            return boxed;
        }
    }

    /** A row that cannot be scored ends the job: half a table is no table. */
    private static final class FailFn<T> extends DoFn<Prediction<Row, T>, Void> {
        @ProcessElement
        @SuppressWarnings("DoNotCallSuggester") // Beam calls it.
        public void processElement(@Element Prediction<Row, T> failure) {
            throw new ArclightException("a row cannot be scored: " + failure.error());
        }
    }
}
