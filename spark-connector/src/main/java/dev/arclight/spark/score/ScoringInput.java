package dev.arclight.spark.score;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.TensorSpec;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Room for one of a model's inputs for the rows of a window. Not for use by two threads. */
abstract sealed class ScoringInput permits FeatureInput, TokenInput {

    /**
     * Makes room.
     *
     * @param capacity rows of a window
     * @param position where errors are
     */
    static ScoringInput of(
            TensorSpec spec, List<FeatureColumn> columns, int capacity, ScoringRules rules, RowPosition position) {
        return isTokens(spec.dtype())
                ? new TokenInput(spec, columns.get(0), capacity, rules.padValue(), position)
                : new FeatureInput(spec, columns, capacity, rules.checkNaN(), position);
    }

    /** Whether an input of that dtype holds ids, of which a row may have any number. */
    static boolean isTokens(DType dtype) {
        return dtype == DType.INT64 || dtype == DType.INT32;
    }

    /** Whether rows of this input may have any length. */
    static boolean isAnyLength(TensorSpec spec) {
        int[] shape = spec.shape();
        return isTokens(spec.dtype()) && shape.length == 2 && shape[1] == TensorSpec.ANY;
    }

    /**
     * How many numbers a row has of an input or an output of a fixed shape.
     *
     * @throws ModelFormatException if they are more than an array holds
     */
    static int width(TensorSpec spec) {
        long width = 1;
        for (int i = 1; i < spec.shape().length; i++) {
            width *= spec.shape()[i];
            if (width > WindowSize.MOST) {
                throw new ModelFormatException(
                        "the signature has " + spec + ", more numbers a row than the largest Java"
                                + " array holds, 2^31 - 9; save the model with a smaller shape");
            }
        }
        return (int) width;
    }

    /**
     * Reads a row into a slot.
     *
     * @param ahead how many rows it lies behind the first that was not passed
     * @return false if it is null or has a null
     * @throws DataException if it cannot be this input for another reason
     */
    abstract boolean read(InternalRow row, int slot, int ahead);

    /** The error for the null that {@link #read} found last. */
    abstract DataException nullError(int ahead);

    /** Reads rows of a column batch into slots from 0 on in one go; false, and nothing read, if that cannot be done. */
    abstract boolean readRun(ColumnarBatch batch, int from, int count);

    /** The memory of what the first {@code slots} slots hold, beyond what was taken beforehand. */
    abstract long bytesRead(int slots);

    /** How many tokens the row in a slot has; 0 if that is no property of rows. */
    abstract int length(int slot);

    /** The memory of what does not depend on the length, and of each token. */
    abstract long fixedBytes();

    abstract long tokenBytes();

    /**
     * Some rows as a tensor, which may share memory with this.
     *
     * @param order slots, of which those from {@code from} to {@code to} are meant
     * @param inOrder whether these are one behind the other
     */
    abstract Tensor batch(int[] order, int from, int to, boolean inOrder);

    /** Forgets all rows. */
    abstract void clear();
}
