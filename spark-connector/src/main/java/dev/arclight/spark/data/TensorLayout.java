package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * How rows or column batches become tensors: which columns, in what places, into what shape and dtype. Small, immutable and
 * serializable; tasks do the reading.
 */
public final class TensorLayout implements Serializable {
    private static final long serialVersionUID = 2L;

    private final List<FeatureColumn> features;
    private final @Nullable LabelColumn label;
    private final @Nullable WeightColumn weight;
    private final List<FeatureColumn> targets;
    private final int[] targetWidths;
    private final int[] shape;
    private final int @Nullable [] widths;
    private final int width;
    private final int targetWidth;
    private final DType dtype;
    private final boolean finite;
    private final RowPosition.Origin origin;

    /**
     * Holds what was found.
     *
     * @param label null if there is none, or {@code targets} are read instead
     * @param targetWidths how many numbers each of {@code targets} holds
     * @param widths how many numbers each of {@code features} holds; null if only their sum matters
     * @param finite whether features that are not finite are errors; targets that are not always are
     * @throws ShapeException if a row has more numbers than the largest Java array
     */
    TensorLayout(
            List<FeatureColumn> features,
            @Nullable LabelColumn label,
            @Nullable WeightColumn weight,
            List<FeatureColumn> targets,
            int[] targetWidths,
            int[] shape,
            int @Nullable [] widths,
            DType dtype,
            boolean finite,
            RowPosition.Origin origin) {
        this.features = List.copyOf(features);
        this.label = label;
        this.weight = weight;
        this.targets = List.copyOf(targets);
        this.targetWidths = targetWidths.clone();
        this.shape = shape.clone();
        this.widths = widths == null ? null : widths.clone();
        this.dtype = dtype;
        this.finite = finite;
        this.origin = origin;
        this.width = FeatureBuffer.width(shape);
        this.targetWidth = sum(targetWidths);
    }

    /** The extents of one row's features. */
    public int[] shape() {
        return shape.clone();
    }

    /** The number of features in a row. */
    public int width() {
        return width;
    }

    /** The dtype of the features: float32, uint8 or int8. */
    public DType dtype() {
        return dtype;
    }

    /** Whether each row has a class number. */
    public boolean hasClasses() {
        return label != null && label.holdsClasses();
    }

    /** Whether each row has a value to regress on, or several. */
    public boolean hasValues() {
        return label != null ? !label.holdsClasses() : !targets.isEmpty();
    }

    /** How many values to regress on each row has. */
    public int targetWidth() {
        return label != null ? (label.holdsClasses() ? 0 : 1) : targetWidth;
    }

    private static int sum(int[] widths) {
        long sum = Arrays.stream(widths).asLongStream().sum();
        if (sum > FeatureBuffer.MOST) {
            throw new ShapeException("target columns of " + Arrays.toString(widths)
                    + " numbers pass the largest Java array, 2^31 - 9 elements; choose smaller widths");
        }
        return (int) sum;
    }

    /** Whether each row has a weight. */
    public boolean hasWeights() {
        return weight != null;
    }

    /** Batches of {@code batchRows} rows, the last one smaller; the iterator hands out one batch again and again. */
    Iterator<TensorBatch> ofRows(Iterator<InternalRow> rows, int batchRows) {
        return new RowBatches(rows, batchRows);
    }

    /** As {@link #ofRows}, whatever the size of the column batches. */
    Iterator<TensorBatch> ofColumns(Iterator<ColumnarBatch> columns, int batchRows) {
        return new ColumnBatches(columns, batchRows);
    }

    Optional<LabelColumn> label() {
        return Optional.ofNullable(label);
    }

    /** Fills a batch until it is full or the source ends. */
    private abstract class Batches implements Iterator<TensorBatch> {
        final RowPosition position = new RowPosition(origin);
        final FeatureReader reader = new FeatureReader(features, shape, widths, position);
        final TensorBatch batch;
        private final @Nullable FeatureReader targetReader;

        Batches(int batchRows) {
            this.batch = new TensorBatch(TensorLayout.this, batchRows);
            this.targetReader = targets.isEmpty()
                    ? null
                    : new FeatureReader(targets, new int[] {targetWidth()}, targetWidths, position);
        }

        @Override
        public TensorBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            batch.rows(0);
            while (batch.rows() < batch.capacity() && hasNext()) {
                batch.rows(batch.rows() + fill(batch.rows()));
            }
            return batch;
        }

        /** Reads at least one row into place {@code slot} and on; returns how many. */
        abstract int fill(int slot);

        final void read(InternalRow row, int slot, int ahead) {
            if (!reader.read(row, batch.buffer(), slot, ahead)) {
                throw reader.nullError(ahead);
            }
            readLabel(row, slot, ahead);
        }

        final void requireFinite(int slot, int count) {
            if (finite) {
                reader.requireFinite(batch.buffer(), slot, count, 0);
            }
        }

        final void readLabel(InternalRow row, int slot, int ahead) {
            if (weight != null) {
                batch.weights()[slot] = weight.read(row, position, ahead);
            }
            if (targetReader != null) {
                if (!targetReader.read(row, batch.targetBuffer(), slot, ahead)) {
                    throw targetReader.nullError(ahead);
                }
                targetReader.requireFinite(batch.targetBuffer(), slot, 1, ahead);
            }
            if (label == null) {
                return;
            }
            if (label.holdsClasses()) {
                batch.labels()[slot] = label.readClass(row, position, ahead);
            } else {
                batch.targets()[slot] = label.readValue(row, position, ahead);
            }
        }
    }

    private final class RowBatches extends Batches {
        private final Iterator<InternalRow> rows;

        RowBatches(Iterator<InternalRow> rows, int batchRows) {
            super(batchRows);
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        int fill(int slot) {
            InternalRow row = rows.next();
            position.taken();
            read(row, slot, 0);
            requireFinite(slot, 1);
            position.passed(1);
            return 1;
        }
    }

    private final class ColumnBatches extends Batches {
        private final Iterator<ColumnarBatch> columns;
        private @Nullable ColumnarBatch current;
        private int size;
        private int used;

        ColumnBatches(Iterator<ColumnarBatch> columns, int batchRows) {
            super(batchRows);
            this.columns = columns;
        }

        @Override
        public boolean hasNext() {
            return source() != null;
        }

        @Override
        int fill(int slot) {
            ColumnarBatch source = source();
            if (source == null) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            int count = Math.min(batch.capacity() - slot, size - used);
            if (reader.readRun(source, used, count, batch.buffer(), slot)) {
                boolean more = label != null || weight != null || !targets.isEmpty();
                for (int i = 0; more && i < count; i++) {
                    readLabel(source.getRow(used + i), slot + i, i);
                }
            } else {
                for (int i = 0; i < count; i++) {
                    read(source.getRow(used + i), slot + i, i);
                }
            }
            requireFinite(slot, count);
            position.passed(count);
            used += count;
            return count;
        }

        /** The column batch that has rows left, or null at the end. Spark refills it as soon as it is asked for more. */
        private @Nullable ColumnarBatch source() {
            while (used == size) {
                if (!columns.hasNext()) {
                    current = null;
                    return null;
                }
                current = columns.next();
                size = current.numRows();
                used = 0;
                position.taken();
            }
            return current;
        }
    }
}
