package dev.arclight.beam.inference;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.math.BigDecimal;

/**
 * The numbers of a batch in the array that their tensor lives in. Numbers of other types are converted if nothing is lost but a
 * fraction's last bits: whole numbers must be in range. For one thread.
 */
final class TensorBuffer {
    private final DType dtype;
    private final DType held;
    private final Tensor tensor;

    /** @throws ShapeException if the batch passes the largest Java array */
    TensorBuffer(DType dtype, int... shape) {
        this.dtype = dtype;
        // Java has no 16-bit floats: they are rounded all at once.
        this.held = dtype.isHalf() ? DType.FLOAT32 : dtype;
        this.tensor = Tensor.zeros(held, shape);
    }

    /** The batch; always the same tensor but for 16-bit floats, since a session computes where its input lies. */
    Tensor tensor() {
        return held == dtype ? tensor : tensor.to(dtype);
    }

    void put(float[] from, int at) {
        if (held == DType.FLOAT32) {
            System.arraycopy(from, 0, tensor.storage().floats(), at, from.length);
            return;
        }
        for (int i = 0; i < from.length; i++) {
            put(from[i], at + i);
        }
    }

    void put(double[] from, int at) {
        if (held == DType.FLOAT64) {
            System.arraycopy(from, 0, tensor.storage().doubles(), at, from.length);
            return;
        }
        for (int i = 0; i < from.length; i++) {
            put(from[i], at + i);
        }
    }

    void put(int[] from, int at) {
        if (held == DType.INT32) {
            System.arraycopy(from, 0, tensor.storage().ints(), at, from.length);
            return;
        }
        for (int i = 0; i < from.length; i++) {
            put((long) from[i], at + i);
        }
    }

    void put(long[] from, int at) {
        if (held == DType.INT64) {
            System.arraycopy(from, 0, tensor.storage().longs(), at, from.length);
            return;
        }
        for (int i = 0; i < from.length; i++) {
            put(from[i], at + i);
        }
    }

    /** Bytes are 0 to 255, but for int8 as Java has them. */
    void put(byte[] from, int at) {
        if (held == DType.UINT8 || held == DType.INT8) {
            System.arraycopy(from, 0, tensor.storage().bytes(), at, from.length);
            return;
        }
        for (int i = 0; i < from.length; i++) {
            put((long) (from[i] & 0xff), at + i);
        }
    }

    void put(double value, int at) {
        switch (held) {
            case FLOAT32 -> tensor.storage().floats()[at] = (float) value;
            case FLOAT64 -> tensor.storage().doubles()[at] = value;
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> {
                long whole = (long) value;
                // 2^63 would be cut to the greatest long, and that compared as a double is 2^63.
                if (whole != value || value == 0x1p63) {
                    throw outOfRange(Double.toString(value));
                }
                put(whole, at);
            }
            case FLOAT16, BFLOAT16 -> throw new IllegalStateException("16-bit floats are held as float32");
        }
    }

    /** Rounded once to a floating dtype; exact for whole numbers. */
    void put(BigDecimal value, int at) {
        switch (held) {
            case FLOAT32 -> tensor.storage().floats()[at] = value.floatValue();
            case FLOAT64 -> tensor.storage().doubles()[at] = value.doubleValue();
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> {
                long whole;
                try {
                    whole = value.longValueExact();
                } catch (ArithmeticException e) {
                    throw outOfRange(value.toString());
                }
                put(whole, at);
            }
            case FLOAT16, BFLOAT16 -> throw new IllegalStateException("16-bit floats are held as float32");
        }
    }

    void put(long value, int at) {
        switch (held) {
            case FLOAT32 -> tensor.storage().floats()[at] = (float) value;
            case FLOAT64 -> tensor.storage().doubles()[at] = (double) value;
            case INT64 -> tensor.storage().longs()[at] = value;
            case INT32 -> tensor.storage().ints()[at] = (int) within(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT16 -> tensor.storage().shorts()[at] = (short) within(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT8 -> tensor.storage().bytes()[at] = (byte) within(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case UINT8 -> tensor.storage().bytes()[at] = (byte) within(value, 0, 255);
            case BOOL -> tensor.storage().bytes()[at] = (byte) within(value, 0, 1);
            case FLOAT16, BFLOAT16 -> throw new IllegalStateException("16-bit floats are held as float32");
        }
    }

    private long within(long value, long least, long most) {
        if (value < least || value > most) {
            throw outOfRange(Long.toString(value));
        }
        return value;
    }

    private ExampleException outOfRange(String value) {
        return new ExampleException(
                "an example holds " + value + ", which is no number of the model's input dtype " + dtype);
    }
}
