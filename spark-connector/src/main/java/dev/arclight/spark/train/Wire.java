package dev.arclight.spark.train;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** As what numbers travel from partitions to where they are averaged. Sums are made in float32 and double whatever it is. */
enum Wire {
    FLOAT32(DType.FLOAT32, 0),
    FLOAT16(DType.FLOAT16, 1),
    BFLOAT16(DType.BFLOAT16, 2);

    static final List<String> NAMES = List.of("float32", "float16", "bfloat16");

    /** Numbers that are converted and written at a time: their bytes stay in the L2 cache. */
    private static final int BLOCK = 1 << 15;

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

    /** The numbers as they will arrive. */
    float[] rounded(float[] values) {
        float[] rounded = values.clone();
        for (int at = 0; !isExact() && at < rounded.length; at += BLOCK) {
            int count = Math.min(BLOCK, rounded.length - at);
            float[] arrived = widened(narrowed(rounded, at, count));
            System.arraycopy(arrived, 0, rounded, at, count);
        }
        return rounded;
    }

    /** Writes numbers that {@link #rounded} gave, without a copy of them all. */
    void write(ObjectOutputStream out, float[] values, int from, int to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Math.min(BLOCK, Math.max(1, to - from)) * bytes());
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            if (isExact()) {
                block.asFloatBuffer().put(values, at, count);
            } else {
                block.asShortBuffer().put(narrowed(values, at, count));
            }
            out.write(block.array(), 0, count * bytes());
        }
    }

    float[] read(ObjectInputStream in, int count) throws IOException {
        float[] values = new float[count];
        ByteBuffer block = ByteBuffer.allocate(Math.min(BLOCK, Math.max(1, count)) * bytes());
        for (int at = 0; at < count; at += BLOCK) {
            int here = Math.min(BLOCK, count - at);
            in.readFully(block.array(), 0, here * bytes());
            if (isExact()) {
                block.asFloatBuffer().get(values, at, here);
            } else {
                short[] bits = new short[here];
                block.asShortBuffer().get(bits);
                System.arraycopy(widened(bits), 0, values, at, here);
            }
        }
        return values;
    }

    private short[] narrowed(float[] values, int at, int count) {
        Tensor block = Tensor.of(Arrays.copyOfRange(values, at, at + count), count);
        return block.to(dtype).storage().shorts();
    }

    private float[] widened(short[] bits) {
        return Tensor.ofBits(bits, dtype, bits.length).to(DType.FLOAT32).toFloatArray();
    }
}
