package dev.arclight.spark.score;

import dev.arclight.io.TensorSpec;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureBuffer;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.FeatureReader;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Numbers of a fixed shape: float32, uint8 or int8. */
final class FeatureInput extends ScoringInput {
    private final String names;
    private final FeatureReader reader;
    private final FeatureBuffer buffer;
    private final Tensor all;
    private final boolean checkNaN;
    private final RowPosition position;

    FeatureInput(TensorSpec spec, List<FeatureColumn> columns, int capacity, boolean checkNaN, RowPosition position) {
        int[] shape = Arrays.copyOfRange(spec.shape(), 1, spec.shape().length);
        this.names = columns.stream().map(FeatureColumn::name).collect(Collectors.joining(", "));
        this.reader = new FeatureReader(columns, shape, position);
        this.buffer = FeatureBuffer.of(spec.dtype(), capacity, width(spec));
        this.all = buffer.tensor(capacity, shape);
        this.checkNaN = checkNaN;
        this.position = position;
    }

    @Override
    boolean read(InternalRow row, int slot, int ahead) {
        if (!reader.read(row, buffer, slot, ahead)) {
            return false;
        }
        if (checkNaN) {
            requireNumbers(slot, ahead);
        }
        return true;
    }

    private void requireNumbers(int slot, int ahead) {
        int at = buffer.firstNaN(slot);
        if (at >= 0) {
            throw position.error(
                    names, ahead, "element " + at + " is NaN, expected a number; fill it in or drop the row before");
        }
    }

    @Override
    DataException nullError(int ahead) {
        return reader.nullError(ahead);
    }

    @Override
    boolean readRun(ColumnarBatch batch, int from, int count) {
        try {
            if (!reader.readRun(batch, from, count, buffer, 0)) {
                return false;
            }
        } catch (DataException e) {
            // Some row is wrong; reading them one by one tells which.
            return false;
        }
        for (int slot = 0; checkNaN && slot < count; slot++) {
            if (buffer.firstNaN(slot) >= 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    long bytesRead(int slots) {
        return 0;
    }

    @Override
    int length(int slot) {
        return 0;
    }

    @Override
    long fixedBytes() {
        return (long) buffer.width() * buffer.dtype().bytes();
    }

    @Override
    long tokenBytes() {
        return 0;
    }

    @Override
    Tensor batch(int[] order, int from, int to, boolean inOrder) {
        if (!inOrder) {
            long[] slots = new long[to - from];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = order[from + i];
            }
            return all.indexSelect(0, Tensor.of(slots, slots.length));
        }
        return to - from == buffer.rows() ? all : all.narrow(0, order[from], to - from);
    }

    @Override
    void clear() {
        // Slots are written over.
    }
}
