package dev.arclight.spark.score;

import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.plan.Scala;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * What a physical node sends to the executors: all that is needed to score one partition.
 *
 * @param columns of each input, found in the rows that the task reads
 * @param structured whether outputs are fields of one column
 * @param input the columns that the task reads
 * @param kept those of them that go on
 */
record ScoreTask(
        Broadcast<ModelFiles> files,
        String modelId,
        List<List<FeatureColumn>> columns,
        List<ScoringOutput> outputs,
        boolean structured,
        ScoringRules rules,
        Seq<Attribute> input,
        Seq<Attribute> kept,
        Seq<Attribute> results,
        RowPosition.Origin origin,
        Map<ScoringMetric, SQLMetric> node,
        ScoringCounters stage)
        implements Serializable {

    /** Scores rows; the iterator hands out one row again and again, as Spark's do. */
    Iterator<InternalRow> ofRows(Iterator<InternalRow> rows) {
        return rows.hasNext() ? new RowScores(rows) : rows;
    }

    /** Scores column batches, whose inputs are read where they are. */
    Iterator<InternalRow> ofColumns(Iterator<ColumnarBatch> batches) {
        return batches.hasNext()
                ? new ColumnScores(batches)
                : List.<InternalRow>of().iterator();
    }

    /** Reads and scores a window ahead, then hands out its rows one by one. */
    private abstract class Scores implements Iterator<InternalRow> {
        final RowPosition position = new RowPosition(origin);
        final WindowScorer scorer = new WindowScorer(
                ModelCache.ofTask(files.value()),
                modelId,
                columns,
                outputs,
                rules,
                position,
                new TaskCounts(node, stage));
        private final UTF8String id = UTF8String.fromString(modelId);
        private final JoinedRow joined = new JoinedRow();
        private final UnsafeProjection toOutput;
        private int size;
        private int next;

        Scores(Seq<Attribute> read) {
            this.toOutput = UnsafeProjection.create(Scala.<Expression>join(kept, results), Scala.join(read, results));
            TaskContext task = TaskContext.get();
            if (task != null) {
                task.addTaskCompletionListener((TaskCompletionListener) ended -> scorer.close());
            }
        }

        @Override
        public final boolean hasNext() {
            while (true) {
                while (next < size && scorer.isSkipped(next)) {
                    next++;
                }
                if (next < size) {
                    return true;
                }
                scorer.clear();
                next = 0;
                size = read();
                if (size == 0) {
                    return false;
                }
                scorer.score();
            }
        }

        @Override
        public final InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more rows");
            }
            InternalRow row = toOutput.apply(joined.apply(row(next), values(next)));
            next++;
            return row;
        }

        private InternalRow values(int row) {
            @Nullable Object[] values = new @Nullable Object[results.length()];
            int at = 0;
            if (structured) {
                values[at++] = scorer.isScored(row) ? new GenericInternalRow(outputs(row)) : null;
            } else {
                for (int k = 0; k < outputs.size(); k++) {
                    values[at++] = scorer.value(row, k);
                }
            }
            if (rules.errors()) {
                String error = scorer.error(row);
                values[at++] = error == null ? null : UTF8String.fromString(error);
            }
            if (rules.modelIds()) {
                values[at] = id;
            }
            return new GenericInternalRow(values);
        }

        private @Nullable Object[] outputs(int row) {
            @Nullable Object[] fields = new @Nullable Object[outputs.size()];
            for (int k = 0; k < fields.length; k++) {
                fields[k] = scorer.value(row, k);
            }
            return fields;
        }

        /** Reads up to a window of rows; returns how many. */
        abstract int read();

        /** The columns to keep of a row of the window. */
        abstract InternalRow row(int index);
    }

    private final class RowScores extends Scores {
        private final Iterator<InternalRow> rows;
        private final UnsafeProjection toKept = UnsafeProjection.create(Scala.<Expression>seq(Scala.list(kept)), input);
        private final @Nullable UnsafeRow[] keptRows = new @Nullable UnsafeRow[scorer.capacity()];

        RowScores(Iterator<InternalRow> rows) {
            super(kept);
            this.rows = rows;
        }

        @Override
        int read() {
            int count = 0;
            while (count < keptRows.length && !scorer.isFull() && rows.hasNext()) {
                InternalRow row = rows.next();
                position.taken();
                keep(toKept.apply(row), count);
                scorer.read(row, count, 0);
                position.passed(1);
                count++;
            }
            return count;
        }

        /** Copies, since projections reuse their row; the copy's bytes are reused from window to window. */
        private void keep(UnsafeRow row, int index) {
            UnsafeRow known = keptRows[index];
            if (known == null) {
                keptRows[index] = row.copy();
            } else {
                known.copyFrom(row);
            }
        }

        @Override
        InternalRow row(int index) {
            UnsafeRow known = keptRows[index];
            if (known == null) {
                throw new IllegalStateException("row " + index + " has not been read");
            }
            return known;
        }
    }

    private final class ColumnScores extends Scores {
        private final Iterator<ColumnarBatch> batches;
        private @Nullable ColumnarBatch current;
        private int available;
        private int first;
        private int used;

        ColumnScores(Iterator<ColumnarBatch> batches) {
            super(input);
            this.batches = batches;
        }

        /** Never beyond the current column batch: Spark refills it as soon as it is asked for more. */
        @Override
        int read() {
            ColumnarBatch batch = current;
            while (batch == null || used == available) {
                if (!batches.hasNext()) {
                    return 0;
                }
                batch = batches.next();
                current = batch;
                available = batch.numRows();
                used = 0;
                position.taken();
                scorer.clear();
            }
            int count = Math.min(scorer.capacity(), available - used);
            scorer.read(batch, used, count);
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
