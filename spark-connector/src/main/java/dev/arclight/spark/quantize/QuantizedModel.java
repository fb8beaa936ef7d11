package dev.arclight.spark.quantize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.quantize.QuantizationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What {@link QuantizeModel} made and found.
 *
 * @param module the network with int8 layers, in evaluation mode
 * @param signature as the float model's
 * @param report layer by layer
 * @param metric that both were judged by
 * @param rows of the validation dataset
 * @param before the metric of the float model
 * @param after the metric of {@code module}
 */
public record QuantizedModel(
        Module module,
        Signature signature,
        QuantizationReport report,
        ValidationMetric metric,
        long rows,
        double before,
        double after) {
    private static final StructType SCHEMA = new StructType()
            .add("layer", DataTypes.StringType, false)
            .add("kind", DataTypes.StringType, false)
            .add("decision", DataTypes.StringType, false)
            .add("reason", DataTypes.StringType, false)
            .add("bytes_before", DataTypes.LongType, false)
            .add("bytes_after", DataTypes.LongType, false)
            .add("max_error", DataTypes.DoubleType, true)
            .add("mean_error", DataTypes.DoubleType, true)
            .add("relative_error", DataTypes.DoubleType, true)
            .add("speedup", DataTypes.DoubleType, true);

    /** By how much the metric has become worse; negative if it is better. */
    public double metricLoss() {
        return metric.loss(before, after);
    }

    /** A row for each layer that could become int8; what was not measured is null. */
    public Dataset<Row> layers(SparkSession spark) {
        List<Row> table = new ArrayList<>();
        for (QuantizationReport.Layer layer : report.layers()) {
            table.add(RowFactory.create(cells(layer).values().toArray()));
        }
        return spark.createDataFrame(table, SCHEMA);
    }

    /** All of it as JSON, on lines of its own. */
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("metric", metric.label());
        all.put("rows", rows);
        all.put("before", number(before));
        all.put("after", number(after));
        all.put("bytes_before", report.bytesBefore());
        all.put("bytes_after", report.bytesAfter());
        all.put("relative_error", number(report.output().relative()));
        all.put("layers", report.layers().stream().map(QuantizedModel::cells).toList());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts have a form in JSON", e);
        }
    }

    private static Map<String, @Nullable Object> cells(QuantizationReport.Layer layer) {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        cells.put("layer", layer.name());
        cells.put("kind", layer.kind());
        cells.put("decision", layer.int8() ? "int8" : "float");
        cells.put("reason", layer.reason());
        cells.put("bytes_before", layer.bytesBefore());
        cells.put("bytes_after", layer.bytesAfter());
        cells.put("max_error", number(layer.errors().largest()));
        cells.put("mean_error", number(layer.errors().mean()));
        cells.put("relative_error", number(layer.errors().relative()));
        cells.put("speedup", number(layer.speedup()));
        return cells;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
