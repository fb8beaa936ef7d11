package dev.arclight.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one column, row after row, in an array that grows. A row may hold several numbers: all rows as many. */
final class ColumnBuffer {
    private static final int FIRST_ROOM = 64;

    private final @Nullable DType dtype;
    private final List<String> text = new ArrayList<>();

    /** Of the dtype's kind; whole dtypes are kept as long until the end, floating ones as double unless float32. */
    private float[] floats = {};

    private double[] doubles = {};
    private long[] longs = {};
    private int count;

    /** Where the present row begins. */
    private int rowStart;

    /** Numbers a row, -1 until a row is there. */
    private int width = -1;

    private boolean isList;

    /** @param dtype null for text */
    ColumnBuffer(@Nullable DType dtype) {
        this.dtype = dtype;
    }

    boolean isText() {
        return dtype == null;
    }

    void put(double value) {
        if (dtype == DType.FLOAT32) {
            put((float) value);
            return;
        }
        if (dtype != null && dtype.isFloating()) {
            if (count == doubles.length) {
                doubles = Arrays.copyOf(doubles, room());
            }
            doubles[count++] = value;
            return;
        }
        long whole = (long) value;
        if (whole != value) {
            throw new IllegalArgumentException(value + " is no whole number, as " + dtype + " wants");
        }
        put(whole);
    }

    void put(float value) {
        if (dtype != DType.FLOAT32) {
            put((double) value);
            return;
        }
        if (count == floats.length) {
            floats = Arrays.copyOf(floats, room());
        }
        floats[count++] = value;
    }

    void put(long value) {
        if (dtype != null && dtype.isFloating()) {
            put((double) value);
            return;
        }
        if (!fits(value)) {
            throw new IllegalArgumentException(value + " is out of the range of " + dtype);
        }
        if (count == longs.length) {
            longs = Arrays.copyOf(longs, room());
        }
        longs[count++] = value;
    }

    void put(String value) {
        text.add(value);
        count++;
    }

    private int room() {
        return Math.max(FIRST_ROOM, count * 2);
    }

    private boolean fits(long value) {
        DType type = dtype == null ? DType.INT64 : dtype;
        return switch (type) {
            case BOOL -> value == 0 || value == 1;
            case UINT8 -> value >= 0 && value <= 255;
            case INT8 -> value == (byte) value;
            case INT16 -> value == (short) value;
            case INT32 -> value == (int) value;
            case INT64, FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
        };
    }

    /** Says that the present row is a list, even if it holds one number. */
    void list() {
        isList = true;
    }

    /** How many numbers a row has, or -1 if no row was seen. */
    int width() {
        return width;
    }

    @Nullable
    DType dtype() {
        return dtype;
    }

    boolean isList() {
        return isList;
    }

    /** Ends a row. */
    void endRow() {
        int length = count - rowStart;
        if (width >= 0 && length != width) {
            throw new IllegalArgumentException(
                    "has " + length + " numbers, the first row " + width + "; all rows must have as many");
        }
        width = length;
        rowStart = count;
    }

    /** Takes the present row back, or, if it has ended, the last one. */
    void dropRow(boolean ended) {
        int start = ended ? rowStart - width : rowStart;
        if (isText()) {
            text.subList(start, text.size()).clear();
        }
        count = start;
        rowStart = start;
    }

    /** An empty one for the next rows, which are as wide. */
    ColumnBuffer next() {
        ColumnBuffer next = new ColumnBuffer(dtype);
        next.width = width;
        next.isList = isList;
        return next;
    }

    List<String> strings() {
        return List.copyOf(text);
    }

    /** {@code [rows]}, or of lists {@code [rows, width]}. */
    Tensor tensor(int rows) {
        int wide = Math.max(0, width);
        int[] shape = isList ? new int[] {rows, wide} : new int[] {rows};
        DType type = dtype == null ? DType.INT64 : dtype;
        return switch (type) {
            case FLOAT32 -> Tensor.of(Arrays.copyOf(floats, count), shape);
            case FLOAT64 -> Tensor.of(Arrays.copyOf(doubles, count), shape);
            case FLOAT16, BFLOAT16 ->
                Tensor.of(Arrays.copyOf(doubles, count), shape).to(type);
            case INT64 -> Tensor.of(Arrays.copyOf(longs, count), shape);
            case INT32, INT16 -> Tensor.of(Arrays.copyOf(longs, count), shape).to(type);
            case INT8, UINT8, BOOL -> {
                byte[] bytes = new byte[count];
                for (int i = 0; i < count; i++) {
                    bytes[i] = (byte) longs[i];
                }
                yield Tensor.ofBytes(bytes, type, shape);
            }
        };
    }
}
