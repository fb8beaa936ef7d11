package dev.arclight.spark.sql;

import dev.arclight.spark.data.FeatureReader;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.score.BatchScorer;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** A task's session with a model that reads features. Rows with a null feature are left out. */
final class PredictSession implements CallSession {
    private static final int NULL = -1;

    private final FeatureReader reader;
    private final BatchScorer scorer;
    private final List<PredictGroup.Output> outputs;
    private final int[] slots;
    private int filled;

    PredictSession(PredictGroup group, int batchRows, RowPosition position) {
        this.reader = group.reader(position);
        this.scorer = group.scorer(batchRows);
        this.outputs = group.outputs();
        this.slots = new int[batchRows];
    }

    @Override
    public void clear() {
        filled = 0;
    }

    @Override
    public void read(InternalRow fields, int index, int ahead) {
        slots[index] = reader.read(fields, scorer.features(), filled, ahead) ? filled++ : NULL;
    }

    @Override
    public void read(ColumnarBatch batch, int from, int count) {
        if (reader.readRun(batch, from, count, scorer.features(), 0)) {
            for (int i = 0; i < count; i++) {
                slots[i] = i;
            }
            filled = count;
            return;
        }
        CallSession.super.read(batch, from, count);
    }

    @Override
    public void score() {
        if (filled > 0) {
            scorer.score(filled);
        }
    }

    @Override
    public void write(int index, InternalRow values) {
        int slot = slots[index];
        for (PredictGroup.Output output : outputs) {
            Object value = slot == NULL ? null : output.value(scorer, slot);
            if (value == null) {
                values.setNullAt(output.field());
            } else {
                values.update(output.field(), value);
            }
        }
    }
}
