package dev.arclight.io;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A tensor's elements as bytes, both ways; little-endian unless said otherwise. For the engine's own rooms. */
public final class Elements {
    /** Elements that a stream's tensor gets at first; the array doubles as bytes arrive, so a false claim costs little. */
    private static final int FIRST = 1 << 20;

    private static final int WRITE_CHUNK = 1 << 18;

    private Elements() {}

    /**
     * Reads a tensor, row-major, with an array of its own.
     *
     * @throws ModelFormatException if the file ends before the tensor or a bool is neither 0 nor 1
     */
    static Tensor read(ByteSource source, String name, DType dtype, Shape shape) throws IOException {
        return read(source, name, dtype, shape, ByteOrder.LITTLE_ENDIAN);
    }

    /** As {@link #read(ByteSource, String, DType, Shape)} of elements in either byte order. */
    public static Tensor read(ByteSource source, String name, DType dtype, Shape shape, ByteOrder order)
            throws IOException {
        int count = (int) shape.size();
        // Of a file whose length is known to fit, no claim is left to be doubted.
        int held = source.length() >= 0 ? count : Math.min(count, FIRST);
        Object array = newArray(dtype, held);
        int filled = 0;
        while (filled < count) {
            if (filled == held) {
                held = (int) Math.min(count, 2L * held);
                array = grown(dtype, array, held);
            }
            ByteBuffer bytes =
                    source.take((long) (held - filled) * dtype.bytes()).order(order);
            int arrived = bytes.remaining() / dtype.bytes();
            if (arrived == 0) {
                throw new ModelFormatException(source.location() + ": the file ends within tensor " + Quoted.text(name)
                        + ", after " + filled + " of " + count + " elements; it is cut off, copy or write it again");
            }
            copy(bytes, dtype, array, filled, arrived);
            filled += arrived;
        }
        if (dtype == DType.BOOL) {
            requireBools(source, name, (byte[]) array);
        }
        return tensor(dtype, array, shape);
    }

    /** Writes a tensor's elements in row-major order. */
    public static void write(Tensor tensor, OutputStream out) throws IOException {
        Tensor rows = tensor.detach().contiguous();
        DType dtype = rows.dtype();
        Object array = rows.storage().array();
        int end = rows.offset() + rows.numel();
        int size = (int) Math.min(WRITE_CHUNK, (long) rows.numel() * dtype.bytes());
        ByteBuffer chunk = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        int step = WRITE_CHUNK / dtype.bytes();
        for (int from = rows.offset(); from < end; from += step) {
            int count = Math.min(step, end - from);
            chunk.clear();
            switch (dtype) {
                case FLOAT32 -> chunk.asFloatBuffer().put((float[]) array, from, count);
                case FLOAT64 -> chunk.asDoubleBuffer().put((double[]) array, from, count);
                case INT64 -> chunk.asLongBuffer().put((long[]) array, from, count);
                case INT32 -> chunk.asIntBuffer().put((int[]) array, from, count);
                case INT16, FLOAT16, BFLOAT16 -> chunk.asShortBuffer().put((short[]) array, from, count);
                // In pieces too: a channel makes native memory as large as what it is given at once.
                case INT8, UINT8, BOOL -> chunk.put((byte[]) array, from, count);
            }
            out.write(chunk.array(), 0, count * dtype.bytes());
        }
    }

    /** Copies between contiguous tensors of one type. */
    static void copy(@Nullable Tensor source, Tensor target) {
        if (source == null || !source.type().equals(target.type())) {
            throw new IllegalStateException("a layer's tensors are not those that its line in KnownLayers says: "
                    + target.type() + " in place of " + (source == null ? "none" : source.type()));
        }
        System.arraycopy(
                source.storage().array(), source.offset(), target.storage().array(), target.offset(), target.numel());
        target.storage().changed();
    }

    private static void copy(ByteBuffer bytes, DType dtype, Object array, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> bytes.asFloatBuffer().get((float[]) array, at, count);
            case FLOAT64 -> bytes.asDoubleBuffer().get((double[]) array, at, count);
            case INT64 -> bytes.asLongBuffer().get((long[]) array, at, count);
            case INT32 -> bytes.asIntBuffer().get((int[]) array, at, count);
            case INT16, FLOAT16, BFLOAT16 -> bytes.asShortBuffer().get((short[]) array, at, count);
            case INT8, UINT8, BOOL -> bytes.get((byte[]) array, at, count);
        }
    }

    private static Object newArray(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case INT64 -> new long[length];
            case INT32 -> new int[length];
            case INT16, FLOAT16, BFLOAT16 -> new short[length];
            case INT8, UINT8, BOOL -> new byte[length];
        };
    }

    private static Object grown(DType dtype, Object array, int length) {
        return switch (dtype) {
            case FLOAT32 -> Arrays.copyOf((float[]) array, length);
            case FLOAT64 -> Arrays.copyOf((double[]) array, length);
            case INT64 -> Arrays.copyOf((long[]) array, length);
            case INT32 -> Arrays.copyOf((int[]) array, length);
            case INT16, FLOAT16, BFLOAT16 -> Arrays.copyOf((short[]) array, length);
            case INT8, UINT8, BOOL -> Arrays.copyOf((byte[]) array, length);
        };
    }

    private static Tensor tensor(DType dtype, Object array, Shape shape) {
        int[] extents = shape.toArray();
        return switch (dtype) {
            case FLOAT32 -> Tensor.of((float[]) array, extents);
            case FLOAT64 -> Tensor.of((double[]) array, extents);
            case INT64 -> Tensor.of((long[]) array, extents);
            case INT32 -> Tensor.of((int[]) array, extents);
            case INT16 -> Tensor.of((short[]) array, extents);
            case FLOAT16, BFLOAT16 -> Tensor.ofBits((short[]) array, dtype, extents);
            case INT8, UINT8, BOOL -> Tensor.ofBytes((byte[]) array, dtype, extents);
        };
    }

    private static void requireBools(ByteSource source, String name, byte[] bools) {
        for (int i = 0; i < bools.length; i++) {
            if (bools[i] != 0 && bools[i] != 1) {
                throw new ModelFormatException(
                        source.location() + ": tensor " + Quoted.text(name) + " of BOOL holds byte " + (bools[i] & 0xff)
                                + " as element " + i + "; expected 0 or 1: save it as U8");
            }
        }
    }
}
