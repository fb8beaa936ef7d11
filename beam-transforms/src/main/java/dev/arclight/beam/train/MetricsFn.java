package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.metric.MetricCollection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.Row;

/** Takes predictions and targets into metrics bundle by bundle, and merges these. They keep counts and sums, not rows. */
final class MetricsFn extends Combine.CombineFn<TensorBlock, MetricCollection, Row> {
    static final String TARGET = "target";

    private final MetricCollection metrics;
    private final Map<String, String> columns;
    private final Schema schema;

    /**
     * @param metrics fresh ones, which are copied
     * @param columns the column of predictions that each metric is of
     */
    MetricsFn(MetricCollection metrics, Map<String, String> columns) {
        this.metrics = metrics;
        this.columns = new LinkedHashMap<>(columns);
        Schema.Builder fields = Schema.builder();
        metrics.metrics().keySet().forEach(fields::addDoubleField);
        this.schema = fields.build();
    }

    /** A DOUBLE for each metric. */
    Schema schema() {
        return schema;
    }

    @Override
    public MetricCollection createAccumulator() {
        return SerializableUtils.clone(metrics);
    }

    @Override
    public MetricCollection addInput(MetricCollection sums, TensorBlock block) {
        sums.metrics()
                .forEach((name, metric) ->
                        metric.update(block.column(Objects.requireNonNull(columns.get(name))), block.column(TARGET)));
        return sums;
    }

    @Override
    public MetricCollection mergeAccumulators(Iterable<MetricCollection> all) {
        Iterator<MetricCollection> each = all.iterator();
        MetricCollection sum = each.next();
        each.forEachRemaining(sum::merge);
        return sum;
    }

    @Override
    public Row extractOutput(MetricCollection sums) {
        Row.Builder row = Row.withSchema(schema);
        for (Map.Entry<String, Double> value : sums.values().entrySet()) {
            row.addValue(value.getValue());
        }
        return row.build();
    }

    @Override
    public Coder<MetricCollection> getAccumulatorCoder(CoderRegistry registry, Coder<TensorBlock> input) {
        return SerializableCoder.of(MetricCollection.class);
    }

    @Override
    public Coder<Row> getDefaultOutputCoder(CoderRegistry registry, Coder<TensorBlock> input) {
        return RowCoder.of(schema);
    }
}
