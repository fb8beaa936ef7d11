package dev.arclight.spark.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Room for the features of some rows in one Java array, row after row. Not for use by two threads.
 *
 * <p>{@code array[row * width + i]} is feature i of a row.
 */
public abstract sealed class FeatureBuffer permits FloatFeatures, ByteFeatures {
    /** The elements of the largest Java array. */
    static final int MOST = Integer.MAX_VALUE - 8;

    private final int rows;
    private final int width;

    /** @throws ShapeException if they pass the largest Java array */
    FeatureBuffer(int rows, int width) {
        if ((long) rows * width > MOST) {
            throw new ShapeException(rows + " rows of " + width
                    + " numbers pass the largest Java array, 2^31 - 9 elements; use smaller batches");
        }
        this.rows = rows;
        this.width = width;
    }

    /**
     * Makes room.
     *
     * @param rows how many rows fit
     * @throws DTypeException if features of that dtype are not read from columns
     * @throws ShapeException if they pass the largest Java array
     */
    public static FeatureBuffer of(DType dtype, int rows, int width) {
        return switch (dtype) {
            case FLOAT32 -> new FloatFeatures(rows, width);
            case UINT8, INT8 -> new ByteFeatures(dtype, rows, width);
            case BOOL, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 ->
                throw new DTypeException("features of dtype " + dtype + " are not read from columns; expected float32,"
                        + " uint8 or int8: let the model's first layer convert them");
        };
    }

    /**
     * How many numbers a row of some shape has.
     *
     * @throws ShapeException if they pass the largest Java array
     */
    static int width(int[] shape) {
        long width = 1;
        for (int extent : shape) {
            width *= extent;
            if (width > MOST) {
                throw new ShapeException("a row of shape " + Arrays.toString(shape)
                        + " passes the largest Java array, 2^31 - 9 elements; choose a smaller shape");
            }
        }
        return (int) width;
    }

    /** How many rows fit. */
    public final int rows() {
        return rows;
    }

    /** The number of features in a row. */
    public final int width() {
        return width;
    }

    public abstract DType dtype();

    /**
     * The first {@code rows} rows as a tensor of shape {@code [rows, shape…]} that shares this buffer's array: filling the
     * buffer again changes it.
     */
    public final Tensor tensor(int rows, int... shape) {
        int[] extents = new int[shape.length + 1];
        extents[0] = this.rows;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        Tensor all = wrap(extents);
        return rows == this.rows ? all : all.narrow(0, 0, rows);
    }

    /** The first element of a row that is NaN, or -1. */
    public abstract int firstNaN(int row);

    abstract Tensor wrap(int... shape);

    /** The {@code float[]} or {@code byte[]} that holds the features. */
    abstract Object array();

    /** Whether numbers stored as {@code element} are this dtype's bytes already. */
    abstract boolean copies(Element element);

    /** Copies numbers for which {@link #copies} holds from memory as Spark addresses it. */
    abstract void copy(@Nullable Object base, long offset, int at, int count);

    /** Stores one number; false, and nothing stored, if the dtype cannot hold it. */
    abstract boolean set(int at, double value);

    /** What {@link #set} accepts, for messages. */
    abstract String range();
}
