package dev.arclight.spark.train;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * As what numbers travel from partitions to where they are averaged. Sums are made in float32 and double whatever it is.
 *
 * <p>Float16 has few exponents, so a block of numbers is multiplied by a power of two first, which travels with it: the
 * greatest comes near 2^14, and what is lost are numbers that are smaller than it by 2^38.
 */
enum Wire {
    FLOAT32(DType.FLOAT32, 0),
    FLOAT16(DType.FLOAT16, 1),
    BFLOAT16(DType.BFLOAT16, 2);

    static final List<String> NAMES = List.of("float32", "float16", "bfloat16");

    /** Numbers that are converted and written at a time: their bytes stay in the L2 cache. */
    static final int BLOCK = 1 << 15;

    /** The exponent of a block's greatest number in float16, below the greatest that float16 has, 15. */
    private static final int GREATEST = 14;

    private static final int FLOAT_FRACTION = 23;

    /** Of a float32, what rounding to the 10 bits of float16's fraction adds at most. */
    private static final int HALF_AN_ULP = 1 << 12;

    private final DType dtype;
    private final int code;

    Wire(DType dtype, int code) {
        this.dtype = dtype;
        this.code = code;
    }

    /** Stands for it in what is sent. */
    int code() {
        return code;
    }

    static Wire ofCode(int code) {
        for (Wire wire : values()) {
            if (wire.code == code) {
                return wire;
            }
        }
        throw new IllegalArgumentException("no numbers travel as kind " + code);
    }

    static Wire of(String name) {
        return values()[NAMES.indexOf(name)];
    }

    /** Whether every float travels as it is. */
    boolean isExact() {
        return this == FLOAT32;
    }

    int bytes() {
        return dtype.bytes();
    }

    /** Puts the first so many numbers as they will arrive in their places. */
    void round(float[] values, int count) {
        int here;
        for (int at = 0; !isExact() && at < count; at += here) {
            here = Math.min(BLOCK, count - at);
            int scale = scale(values, at, here);
            unpack(pack(values, at, here, scale), scale, values, at);
        }
    }

    /** Writes numbers that {@link #round} gave, in the same blocks, without a copy of them all. */
    void write(ObjectOutputStream out, float[] values, int from, int to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Math.min(BLOCK, Math.max(1, to - from)) * bytes());
        int here;
        for (int at = from; at < to; at += here) {
            here = Math.min(BLOCK, to - at);
            if (isExact()) {
                block.asFloatBuffer().put(values, at, here);
            } else {
                int scale = scale(values, at, here);
                out.writeByte(scale);
                block.asShortBuffer().put(pack(values, at, here, scale));
            }
            out.write(block.array(), 0, here * bytes());
        }
    }

    /** Reads what {@link #write} wrote. */
    void read(ObjectInputStream in, float[] values, int from, int to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Math.min(BLOCK, Math.max(1, to - from)) * bytes());
        int here;
        for (int at = from; at < to; at += here) {
            here = Math.min(BLOCK, to - at);
            int scale = isExact() ? 0 : in.readByte();
            in.readFully(block.array(), 0, here * bytes());
            if (isExact()) {
                block.asFloatBuffer().get(values, at, here);
            } else {
                short[] bits = new short[here];
                block.asShortBuffer().get(bits);
                unpack(bits, scale, values, at);
            }
        }
    }

    /**
     * Of a block: the power of two to multiply it by, so that its numbers lie where the dtype tells them apart. It is that of
     * the greatest number as the dtype rounds it, so a block that was rounded has the same.
     */
    private int scale(float[] values, int at, int count) {
        if (this != FLOAT16) {
            return 0;
        }
        float greatest = 0;
        for (int i = at; i < at + count; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        int exponent = (Float.floatToRawIntBits(greatest) + HALF_AN_ULP >>> FLOAT_FRACTION) - Float.MAX_EXPONENT;
        return Math.min(Float.MAX_EXPONENT, GREATEST - exponent);
    }

    private short[] pack(float[] values, int at, int count, int scale) {
        float[] block = Arrays.copyOfRange(values, at, at + count);
        scale(block, 0, count, scale);
        return Tensor.of(block, count).to(dtype).storage().shorts();
    }

    private void unpack(short[] bits, int scale, float[] values, int at) {
        float[] block =
                Tensor.ofBits(bits, dtype, bits.length).to(DType.FLOAT32).toFloatArray();
        System.arraycopy(block, 0, values, at, block.length);
        scale(values, at, block.length, -scale);
    }

    private static void scale(float[] values, int at, int count, int power) {
        if (power == 0) {
            return;
        }
        // In double, because 2 to the power of -127 is no normal float32.
        double factor = Math.scalb(1.0, power);
        for (int i = at; i < at + count; i++) {
            values[i] = (float) (values[i] * factor);
        }
    }
}
