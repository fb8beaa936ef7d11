package dev.arclight.spark.score;

import dev.arclight.io.TensorSpec;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Whole numbers, int32 or int64, such as ids of tokens. Where the model takes any length, rows of a batch are padded to the
 * longest of them.
 */
final class TokenInput extends ScoringInput {
    private static final int FIRST_ROOM = 4096;

    private final FeatureColumn column;
    private final DType dtype;
    private final int[] rowShape;

    /** The numbers of each row, or -1 for any. */
    private final int length;

    private final long padValue;
    private final RowPosition position;
    private final int[] starts;
    private final int[] ends;
    private long[] ids = new long[FIRST_ROOM];
    private int nullElement;

    TokenInput(TensorSpec spec, FeatureColumn column, int capacity, long padValue, RowPosition position) {
        this.column = column;
        this.dtype = spec.dtype();
        this.rowShape = Arrays.copyOfRange(spec.shape(), 1, spec.shape().length);
        this.length = isAnyLength(spec) ? TensorSpec.ANY : width(spec);
        this.padValue = padValue;
        this.position = position;
        this.starts = new int[capacity];
        this.ends = new int[capacity];
    }

    @Override
    boolean read(InternalRow row, int slot, int ahead) {
        nullElement = -1;
        if (row.isNullAt(column.ordinal())) {
            return false;
        }
        // A slot is filled again if the row was no input for another column.
        int start = slot == 0 ? 0 : ends[slot - 1];
        int count;
        if (column.variable()) {
            ArrayData array = row.getArray(column.ordinal());
            count = array.numElements();
            requireLength(count, ahead);
            reserve((long) start + count);
            for (int i = 0; i < count; i++) {
                if (array.isNullAt(i)) {
                    nullElement = i;
                    return false;
                }
                ids[start + i] = requireHeld(column.wholeNumber(array, i), i, ahead);
            }
        } else {
            count = 1;
            requireLength(count, ahead);
            reserve(start + 1L);
            ids[start] = requireHeld(column.wholeNumber(row, column.ordinal()), 0, ahead);
        }
        starts[slot] = start;
        ends[slot] = start + count;
        return true;
    }

    private void requireLength(int count, int ahead) {
        if (length != TensorSpec.ANY && count != length) {
            throw position.error(
                    column.name(),
                    ahead,
                    (count == 1 ? "1 element" : count + " elements") + ", expected " + length + " (shape "
                            + Arrays.toString(rowShape) + "); drop the row or make it that long");
        }
    }

    private long requireHeld(long value, int element, int ahead) {
        if (dtype == DType.INT32 && value != (int) value) {
            throw position.error(
                    column.name(),
                    ahead,
                    "element " + element + " is " + value + ", which int32 does not hold; mend or drop the row");
        }
        return value;
    }

    /** @throws ScoringException if the rows that are read ahead have more tokens than an array holds */
    private void reserve(long size) {
        if (size > WindowSize.MOST) {
            throw new ScoringException("column '" + column.name() + "': the rows that are read ahead have " + size
                    + " tokens, more than the largest Java array holds, 2^31 - 9; lower bucketBatches or batchSize");
        }
        if (size > ids.length) {
            ids = Arrays.copyOf(ids, (int) Math.min(WindowSize.MOST, Math.max(size, ids.length * 2L)));
        }
    }

    @Override
    DataException nullError(int ahead) {
        String what = nullElement < 0 ? "is null" : "has a null at element " + nullElement;
        return position.error(
                column.name(), ahead, what + ", expected whole numbers; drop such rows or fill them in before");
    }

    @Override
    boolean readRun(ColumnarBatch batch, int from, int count) {
        return false;
    }

    @Override
    long bytesRead(int slots) {
        return slots == 0 || length != TensorSpec.ANY ? 0 : (long) Long.BYTES * ends[slots - 1];
    }

    @Override
    int length(int slot) {
        return ends[slot] - starts[slot];
    }

    @Override
    long fixedBytes() {
        return 0;
    }

    @Override
    long tokenBytes() {
        return dtype.bytes();
    }

    @Override
    Tensor batch(int[] order, int from, int to, boolean inOrder) {
        int width = length == TensorSpec.ANY ? longest(order, from, to) : length;
        long[] padded = new long[padded(to - from, width)];
        for (int i = from; i < to; i++) {
            int slot = order[i];
            int at = (i - from) * width;
            int count = ends[slot] - starts[slot];
            System.arraycopy(ids, starts[slot], padded, at, count);
            Arrays.fill(padded, at + count, at + width, padValue);
        }
        int[] shape = new int[rowShape.length + 1];
        shape[0] = to - from;
        System.arraycopy(rowShape, 0, shape, 1, rowShape.length);
        if (length == TensorSpec.ANY) {
            shape[1] = width;
        }
        Tensor rows = Tensor.of(padded, shape);
        return dtype == DType.INT64 ? rows : rows.to(dtype);
    }

    /** @throws ScoringException if a batch has more tokens than an array holds */
    private int padded(int rows, int width) {
        long size = (long) rows * width;
        if (size > WindowSize.MOST) {
            throw new ScoringException(
                    "column '" + column.name() + "': a batch of " + rows + " rows, padded to " + width
                            + " tokens each, passes the largest Java array, 2^31 - 9; set maxBatchTokens or maxBatchBytes");
        }
        return (int) size;
    }

    /** At least 1: a row without tokens is one of padding. */
    private int longest(int[] order, int from, int to) {
        int longest = 1;
        for (int i = from; i < to; i++) {
            longest = Math.max(longest, ends[order[i]] - starts[order[i]]);
        }
        return longest;
    }

    @Override
    void clear() {
        // Slots are written over.
    }
}
