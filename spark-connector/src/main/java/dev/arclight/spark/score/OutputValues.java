package dev.arclight.spark.score;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;

/** One output's values for the rows of a window. Not for use by two threads. */
final class OutputValues {
    /** The type that Spark ML stores a dense vector under. */
    private static final byte DENSE = 1;

    private final ScoringOutput output;
    private final int width;

    /** {@code values[slot * width + i]}: float[], double[], long[], int[] or boolean[]. */
    private final Object values;

    OutputValues(ScoringOutput output, int capacity) {
        this.output = output;
        this.width = output.width();
        int size = size(output, capacity);
        this.values = switch (output.dtype()) {
            case FLOAT32, FLOAT16, BFLOAT16 -> new float[size];
            case FLOAT64 -> new double[size];
            case INT64 -> new long[size];
            case INT32, INT16, INT8, UINT8 -> new int[size];
            case BOOL -> new boolean[size];
        };
    }

    private static int size(ScoringOutput output, int capacity) {
        long size = (long) capacity * output.width();
        if (size > WindowSize.MOST) {
            throw new ScoringException(capacity + " rows of " + output.width() + " values of '" + output.name()
                    + "' pass the largest Java array, 2^31 - 9; lower batchSize, bucketBatches or maxBatchBytes");
        }
        return (int) size;
    }

    /**
     * Copies a batch's results of this output.
     *
     * @param order slots, of which those from {@code from} to {@code to} are the batch's rows
     * @throws ScoringException if there are not as many results as the signature says, or of a dtype that the column does
     *     not hold
     */
    void take(Tensor[] results, int[] order, int from, int to, boolean inOrder) {
        int rows = to - from;
        if (output.index() >= results.length) {
            throw new ScoringException("the model gave " + results.length + " results, and its signature says that '"
                    + output.name() + "' is number " + (output.index() + 1) + "; mend the signature");
        }
        Tensor result = results[output.index()];
        if (result.numel() != (long) rows * width) {
            throw new ScoringException("the model gave '" + output.name() + "' of shape " + result.shape() + " for "
                    + rows + " rows, expected " + width + " values a row as its signature says; save it again with"
                    + " the right signature");
        }
        if (!holds(result.dtype())) {
            throw new ScoringException("the model gave '" + output.name() + "' as " + result.dtype()
                    + ", and its signature says " + output.dtype() + "; save it again with the right signature");
        }
        Object flat = switch (output.dtype()) {
            case FLOAT32, FLOAT16, BFLOAT16 -> result.toFloatArray();
            case FLOAT64 -> result.toDoubleArray();
            case INT64 -> result.toLongArray();
            case INT32, INT16, INT8, UINT8 -> result.toIntArray();
            case BOOL -> result.toBooleanArray();
        };
        if (inOrder) {
            copy(flat, 0, order[from], rows);
        } else {
            for (int i = 0; i < rows; i++) {
                copy(flat, i, order[from + i], 1);
            }
        }
    }

    /** Whether the array takes each number of a dtype as it is. */
    private boolean holds(DType given) {
        return switch (given) {
            case FLOAT32, FLOAT16, BFLOAT16 -> values instanceof float[] || values instanceof double[];
            case FLOAT64 -> values instanceof double[];
            case INT64 -> values instanceof long[];
            case INT32, INT16, INT8, UINT8 -> values instanceof int[] || values instanceof long[];
            case BOOL -> values instanceof boolean[];
        };
    }

    private void copy(Object flat, int row, int slot, int rows) {
        System.arraycopy(flat, row * width, values, slot * width, rows * width);
    }

    /** A row's value as Catalyst holds it. */
    Object value(int slot) {
        int first = slot * width;
        return switch (output.form()) {
            case SCALAR ->
                values instanceof float[] floats ? (Object) (double) floats[first] : Array.get(values, first);
            case VECTOR ->
                new GenericInternalRow(
                        new Object[] {DENSE, null, null, UnsafeArrayData.fromPrimitiveArray(doubles(first))});
            case ARRAY -> array(first, 0);
        };
    }

    private double[] doubles(int first) {
        double[] row = new double[width];
        for (int i = 0; i < width; i++) {
            row[i] = values instanceof float[] floats
                    ? floats[first + i]
                    : values instanceof boolean[] truths
                            ? (truths[first + i] ? 1 : 0)
                            : Array.getDouble(values, first + i);
        }
        return row;
    }

    /** The values from {@code first} on, nested as the dimensions from {@code level} on. */
    private ArrayData array(int first, int level) {
        int[] shape = output.shape();
        if (level >= shape.length - 1) {
            return flat(first, first + (shape.length == 0 ? 1 : shape[level]));
        }
        int size = 1;
        for (int i = level + 1; i < shape.length; i++) {
            size *= shape[i];
        }
        Object[] parts = new Object[shape[level]];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = array(first + i * size, level + 1);
        }
        return new GenericArrayData(parts);
    }

    private ArrayData flat(int from, int to) {
        if (values instanceof float[] floats) {
            return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange(floats, from, to));
        }
        if (values instanceof double[] doubles) {
            return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange(doubles, from, to));
        }
        if (values instanceof long[] longs) {
            return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange(longs, from, to));
        }
        if (values instanceof int[] ints) {
            return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange(ints, from, to));
        }
        return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOfRange((boolean[]) values, from, to));
    }
}
