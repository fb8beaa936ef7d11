package dev.arclight.spark.train;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * One of several tensors that the numbers of a row are for.
 *
 * @param name of the column
 * @param dtype float32, int64 or uint8
 * @param shape of one row's tensor; empty for a number
 * @param offset of its first number in the row
 */
record TensorSlot(String name, DType dtype, int[] shape, int offset) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** From here on a float32 does not tell whole numbers apart. */
    private static final float EXACT = 0x1p24f;

    int width() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    static int width(List<TensorSlot> slots) {
        return slots.stream().mapToInt(TensorSlot::width).reduce(0, Math::addExact);
    }

    /**
     * The tensor {@code [to - from, shape…]} of rows {@code order[from]} to {@code order[to - 1]}.
     *
     * @param source {@code float[]} or, for uint8, {@code byte[]}: row after row, each of {@code rowWidth} numbers
     * @throws TrainingException if a number is none of the dtype
     */
    Tensor batch(Object source, int rowWidth, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(dtype, Shape.of(extents(to - from)));
        int width = width();
        if (!(source instanceof float[] floats) || dtype == DType.FLOAT32) {
            Object target = batch.storage().array();
            for (int i = from; i < to; i++) {
                System.arraycopy(source, order[i] * rowWidth + offset, target, (i - from) * width, width);
            }
        } else if (dtype == DType.INT64) {
            long[] target = batch.storage().longs();
            for (int i = from; i < to; i++) {
                for (int k = 0; k < width; k++) {
                    target[(i - from) * width + k] =
                            (long) whole(floats[order[i] * rowWidth + offset + k], -EXACT, EXACT);
                }
            }
        } else {
            byte[] target = (byte[]) batch.storage().array();
            for (int i = from; i < to; i++) {
                for (int k = 0; k < width; k++) {
                    target[(i - from) * width + k] =
                            (byte) (int) whole(floats[order[i] * rowWidth + offset + k], -1, 256);
                }
            }
        }
        return batch;
    }

    private float whole(float value, float above, float below) {
        if (value > above && value < below && value == Math.rint(value)) {
            return value;
        }
        throw new TrainingException("column '" + name + "' holds " + value + ", expected a whole number above "
                + (long) above + " and below " + (long) below + " for " + dtype + "; mend the rows or choose float32");
    }

    /** Zeros for so many rows. */
    Tensor zeros(int rows) {
        return Tensor.zeros(dtype, extents(rows));
    }

    int[] extents(int rows) {
        int[] extents = new int[shape.length + 1];
        extents[0] = rows;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return extents;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSlot that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && offset == that.offset;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + offset;
    }

    /** Such as {@code pixels uint8[28, 28]}. */
    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
