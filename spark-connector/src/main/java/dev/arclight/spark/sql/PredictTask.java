package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.plan.Scala;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * What a physical node sends to the executors: all that is needed to score one partition.
 *
 * @param features the features of all groups, to be computed for each row; empty if the input holds them already
 * @param input the input's columns
 * @param kept those of them that go on
 */
record PredictTask(
        List<CallGroup> groups,
        Seq<Expression> features,
        Seq<Attribute> input,
        Seq<Attribute> kept,
        Seq<Attribute> results,
        int batchRows,
        RowPosition.Origin origin,
        SQLMetric numRows,
        SQLMetric numBatches,
        SQLMetric modelTime)
        implements Serializable {

    /**
     * Scores rows; the iterator hands out one row again and again, as Spark's do.
     *
     * @param partition its number, which features such as {@code rand()} depend on
     */
    Iterator<InternalRow> ofRows(int partition, Iterator<InternalRow> rows) {
        return new RowScores(partition, rows);
    }

    /** Scores column batches, whose features are read where they are. */
    Iterator<InternalRow> ofColumns(Iterator<ColumnarBatch> columns) {
        return new ColumnScores(columns);
    }

    /** Reads and scores a batch ahead, then hands out its rows one by one. */
    private abstract class Scores implements Iterator<InternalRow> {
        final RowPosition position = new RowPosition(origin);
        final CallSession[] sessions =
                groups.stream().map(group -> group.open(batchRows, position)).toArray(CallSession[]::new);
        private final SpecificInternalRow values = new SpecificInternalRow(
                Scala.seq(Scala.list(results).stream().map(Attribute::dataType).toList()));
        private final JoinedRow joined = new JoinedRow();
        private final UnsafeProjection toOutput;
        private int size;
        private int next;

        Scores(Seq<Attribute> columns) {
            Seq<Expression> output = Scala.<Expression>join(kept, results);
            this.toOutput = UnsafeProjection.create(output, Scala.join(columns, results));
        }

        @Override
        public final boolean hasNext() {
            return next < size || nextBatch();
        }

        @Override
        public final InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            for (CallSession session : sessions) {
                session.write(next, values);
            }
            return toOutput.apply(joined.apply(row(next++), values));
        }

        private boolean nextBatch() {
            next = 0;
            size = 0;
            for (CallSession session : sessions) {
                session.clear();
            }
            size = read();
            if (size == 0) {
                return false;
            }
            long start = System.nanoTime();
            for (CallSession session : sessions) {
                session.score();
            }
            modelTime.add(System.nanoTime() - start);
            numBatches.add(1);
            numRows.add(size);
            return true;
        }

        /** Reads up to a batch of rows into the sessions; returns how many. */
        abstract int read();

        /** The columns to keep of a row of the batch. */
        abstract InternalRow row(int index);
    }

    private final class RowScores extends Scores {
        private final Iterator<InternalRow> rows;
        private final @Nullable UnsafeProjection toFeatures =
                features.isEmpty() ? null : UnsafeProjection.create(features, input);
        private final UnsafeProjection toKept = UnsafeProjection.create(Scala.<Expression>seq(Scala.list(kept)), input);
        private final UnsafeRow[] keptRows = new UnsafeRow[batchRows];

        RowScores(int partition, Iterator<InternalRow> rows) {
            super(kept);
            this.rows = rows;
            if (toFeatures != null) {
                toFeatures.initialize(partition);
            }
        }

        @Override
        int read() {
            int count = 0;
            while (count < batchRows && rows.hasNext()) {
                InternalRow row = rows.next();
                position.taken();
                keep(toKept.apply(row), count);
                InternalRow fields = toFeatures == null ? row : toFeatures.apply(row);
                for (CallSession session : sessions) {
                    session.read(fields, count, 0);
                }
                position.passed(1);
                count++;
            }
            return count;
        }

        /** Copies, since projections reuse their row; the copy's bytes are reused from batch to batch. */
        private void keep(UnsafeRow row, int index) {
            if (keptRows[index] == null) {
                keptRows[index] = row.copy();
            } else {
                keptRows[index].copyFrom(row);
            }
        }

        @Override
        InternalRow row(int index) {
            return keptRows[index];
        }
    }

    private final class ColumnScores extends Scores {
        private final Iterator<ColumnarBatch> columns;
        private @Nullable ColumnarBatch current;
        private int available;
        private int first;
        private int used;

        ColumnScores(Iterator<ColumnarBatch> columns) {
            super(input);
            this.columns = columns;
        }

        /** Never beyond the current column batch: Spark refills it as soon as it is asked for more. */
        @Override
        int read() {
            ColumnarBatch batch = current;
            while (batch == null || used == available) {
                if (!columns.hasNext()) {
                    return 0;
                }
                batch = columns.next();
                current = batch;
                available = batch.numRows();
                used = 0;
                position.taken();
            }
            int count = Math.min(batchRows, available - used);
            for (CallSession session : sessions) {
                session.read(batch, used, count);
            }
            position.passed(count);
            first = used;
            used += count;
            return count;
        }

        @Override
        InternalRow row(int index) {
            if (current == null) {
                throw new IllegalStateException("no batch has been read");
            }
            return current.getRow(first + index);
        }
    }
}
