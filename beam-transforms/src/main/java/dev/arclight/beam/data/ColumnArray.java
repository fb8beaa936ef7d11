package dev.arclight.beam.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Numbers of one dtype in a Java array. A number is stored if it fits; {@code put} says whether it did. */
abstract sealed class ColumnArray {
    private final DType dtype;

    private ColumnArray(DType dtype) {
        this.dtype = dtype;
    }

    /** @throws DTypeException if columns are not read as that */
    static void requireKnown(DType dtype) {
        of(dtype, 0);
    }

    /** @throws DTypeException if columns are not read as that */
    static ColumnArray of(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32 -> new Floats(new float[length]);
            case FLOAT64 -> new Doubles(new double[length]);
            case INT64 -> new Longs(new long[length]);
            case INT32 -> new Ints(new int[length]);
            case INT8 -> new Bytes(dtype, Byte.MIN_VALUE, Byte.MAX_VALUE, new byte[length]);
            case UINT8 -> new Bytes(dtype, 0, 255, new byte[length]);
            case BOOL -> new Bytes(dtype, 0, 1, new byte[length]);
            case INT16, FLOAT16, BFLOAT16 ->
                throw new DTypeException("columns are not read as " + dtype
                        + "; expected bool, uint8, int8, int32, int64, float32 or float64");
        };
    }

    abstract Object array();

    abstract int length();

    /** A copy that is longer or shorter. */
    abstract ColumnArray resized(int length);

    abstract boolean put(int at, long value);

    abstract boolean put(int at, double value);

    /** As a double, which holds every float; overridden where that is a detour. */
    boolean put(int at, float value) {
        return put(at, (double) value);
    }

    /** Each byte as a number from 0 to 255. */
    boolean putBytes(int at, byte[] bytes) {
        boolean fits = true;
        for (int i = 0; i < bytes.length; i++) {
            fits &= put(at + i, (long) (bytes[i] & 0xff));
        }
        return fits;
    }

    /** All numbers as {@code [rows, extents…]}; shares the array. */
    final Tensor tensor(int rows, int... extents) {
        int[] shape = new int[extents.length + 1];
        shape[0] = rows;
        System.arraycopy(extents, 0, shape, 1, extents.length);
        return switch (dtype) {
            case FLOAT32 -> Tensor.of((float[]) array(), shape);
            case FLOAT64 -> Tensor.of((double[]) array(), shape);
            case INT64 -> Tensor.of((long[]) array(), shape);
            case INT32 -> Tensor.of((int[]) array(), shape);
            case INT8, UINT8, BOOL -> Tensor.ofBytes((byte[]) array(), dtype, shape);
            case INT16, FLOAT16, BFLOAT16 -> throw new IllegalStateException("no array is of " + dtype);
        };
    }

    private static boolean isWhole(double value) {
        // 2^63 would be cut to the greatest long, and that compared as a double is 2^63.
        return value == (long) value && value != 0x1p63;
    }

    private static final class Floats extends ColumnArray {
        private final float[] values;

        Floats(float[] values) {
            super(DType.FLOAT32);
            this.values = values;
        }

        @Override
        float[] array() {
            return values;
        }

        @Override
        int length() {
            return values.length;
        }

        @Override
        Floats resized(int length) {
            return new Floats(Arrays.copyOf(values, length));
        }

        @Override
        boolean put(int at, long value) {
            values[at] = value;
            return true;
        }

        @Override
        boolean put(int at, double value) {
            values[at] = (float) value;
            return true;
        }

        @Override
        boolean put(int at, float value) {
            values[at] = value;
            return true;
        }
    }

    private static final class Doubles extends ColumnArray {
        private final double[] values;

        Doubles(double[] values) {
            super(DType.FLOAT64);
            this.values = values;
        }

        @Override
        double[] array() {
            return values;
        }

        @Override
        int length() {
            return values.length;
        }

        @Override
        Doubles resized(int length) {
            return new Doubles(Arrays.copyOf(values, length));
        }

        @Override
        boolean put(int at, long value) {
            values[at] = value;
            return true;
        }

        @Override
        boolean put(int at, double value) {
            values[at] = value;
            return true;
        }
    }

    private static final class Longs extends ColumnArray {
        private final long[] values;

        Longs(long[] values) {
            super(DType.INT64);
            this.values = values;
        }

        @Override
        long[] array() {
            return values;
        }

        @Override
        int length() {
            return values.length;
        }

        @Override
        Longs resized(int length) {
            return new Longs(Arrays.copyOf(values, length));
        }

        @Override
        boolean put(int at, long value) {
            values[at] = value;
            return true;
        }

        @Override
        boolean put(int at, double value) {
            return isWhole(value) && put(at, (long) value);
        }
    }

    private static final class Ints extends ColumnArray {
        private final int[] values;

        Ints(int[] values) {
            super(DType.INT32);
            this.values = values;
        }

        @Override
        int[] array() {
            return values;
        }

        @Override
        int length() {
            return values.length;
        }

        @Override
        Ints resized(int length) {
            return new Ints(Arrays.copyOf(values, length));
        }

        @Override
        boolean put(int at, long value) {
            values[at] = (int) value;
            return values[at] == value;
        }

        @Override
        boolean put(int at, double value) {
            return isWhole(value) && put(at, (long) value);
        }
    }

    private static final class Bytes extends ColumnArray {
        private final DType dtype;
        private final int least;
        private final int most;
        private final byte[] values;

        Bytes(DType dtype, int least, int most, byte[] values) {
            super(dtype);
            this.dtype = dtype;
            this.least = least;
            this.most = most;
            this.values = values;
        }

        @Override
        byte[] array() {
            return values;
        }

        @Override
        int length() {
            return values.length;
        }

        @Override
        Bytes resized(int length) {
            return new Bytes(dtype, least, most, Arrays.copyOf(values, length));
        }

        @Override
        boolean put(int at, long value) {
            values[at] = (byte) value;
            return value >= least && value <= most;
        }

        @Override
        boolean put(int at, double value) {
            return isWhole(value) && put(at, (long) value);
        }

        @Override
        boolean putBytes(int at, byte[] bytes) {
            if (dtype == DType.UINT8) {
                System.arraycopy(bytes, 0, values, at, bytes.length);
                return true;
            }
            return super.putBytes(at, bytes);
        }
    }
}
