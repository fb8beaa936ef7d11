package dev.arclight.spark.data;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * The partitions of a Dataset, to be read as tensors inside tasks. Nothing is read before an action runs on what the
 * methods return.
 */
public final class TensorPartitions {
    /** Rows read at a time when a partition is materialised. */
    private static final int READ_ROWS = 1024;

    private final TensorLayout layout;
    private final Source source;

    private TensorPartitions(TensorLayout layout, Source source) {
        this.layout = layout;
        this.source = source;
    }

    static TensorPartitions ofRows(TensorLayout layout, RDD<InternalRow> rows) {
        return new TensorPartitions(layout, new Rows(rows.toJavaRDD()));
    }

    static TensorPartitions ofColumns(TensorLayout layout, RDD<ColumnarBatch> columns) {
        return new TensorPartitions(layout, new Columns(columns.toJavaRDD()));
    }

    public TensorLayout layout() {
        return layout;
    }

    /** How many partitions there are. */
    public int count() {
        return source.count();
    }

    /** Whether column batches of the scan are read directly, without forming rows. */
    public boolean columnar() {
        return source instanceof Columns;
    }

    /** One element for each partition: all of it as arrays. Persist it to train on it more than once. */
    public JavaRDD<PartitionData> data() {
        TensorLayout how = layout;
        return source.mapPartitions(
                how,
                READ_ROWS,
                batches -> List.of(PartitionData.of(how, batches)).iterator());
    }

    /**
     * Runs a function on each partition.
     *
     * @param batchRows rows of a batch; a partition's last may have fewer
     * @param function gets batches that share memory, so it must be done with one before it takes the next
     */
    public <R> JavaRDD<R> mapPartitions(int batchRows, FlatMapFunction<Iterator<TensorBatch>, R> function) {
        if (batchRows < 1) {
            throw new IllegalArgumentException("batchRows is " + batchRows + ", expected at least 1");
        }
        return source.mapPartitions(layout, batchRows, function);
    }

    /** The plan's output in one of its two forms. The functions capture nothing but what they need in the task. */
    private sealed interface Source {
        int count();

        <R> JavaRDD<R> mapPartitions(
                TensorLayout layout, int batchRows, FlatMapFunction<Iterator<TensorBatch>, R> function);
    }

    private record Rows(JavaRDD<InternalRow> rdd) implements Source {
        @Override
        public int count() {
            return rdd.getNumPartitions();
        }

        @Override
        public <R> JavaRDD<R> mapPartitions(
                TensorLayout layout, int batchRows, FlatMapFunction<Iterator<TensorBatch>, R> function) {
            return rdd.mapPartitions(rows -> function.call(layout.ofRows(rows, batchRows)));
        }
    }

    private record Columns(JavaRDD<ColumnarBatch> rdd) implements Source {
        @Override
        public int count() {
            return rdd.getNumPartitions();
        }

        @Override
        public <R> JavaRDD<R> mapPartitions(
                TensorLayout layout, int batchRows, FlatMapFunction<Iterator<TensorBatch>, R> function) {
            return rdd.mapPartitions(columns -> function.call(layout.ofColumns(columns, batchRows)));
        }
    }
}
