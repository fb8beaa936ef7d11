package dev.arclight.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bits of one dtype read as another. */
final class Reinterpretation {
    /** Elements that are carried over at once: of any dtype a whole number of any other's. */
    private static final int PIECE = 1 << 16;

    private Reinterpretation() {}

    static Tensor view(Tensor tensor, DType dtype) {
        if (dtype == tensor.dtype()) {
            return tensor;
        }
        Object array = tensor.storage().array();
        if (!array.getClass().equals(Storage.newArray(dtype, 0).getClass())) {
            throw new DTypeException("view: " + tensor.dtype() + " lives in a "
                    + array.getClass().getSimpleName() + ", which cannot be seen as " + dtype + "; reinterpret(" + dtype
                    + ") copies the bits");
        }
        return Tensor.alias(tensor, dtype);
    }

    static Tensor copy(Tensor tensor, DType dtype) {
        Shape shape = reshaped(tensor.type(), dtype);
        Tensor plain = tensor.detach().contiguous();
        Tensor result = Tensor.uninitialized(dtype, shape);
        int from = tensor.dtype().bytes();
        int to = dtype.bytes();
        // In pieces, for all the bits may be more than one array of bytes holds.
        int piece = Math.min(PIECE, plain.numel());
        ByteBuffer bits = ByteBuffer.allocate(piece * from).order(ByteOrder.LITTLE_ENDIAN);
        for (int done = 0; done < plain.numel(); done += piece) {
            int count = Math.min(piece, plain.numel() - done);
            put(bits, plain.storage().array(), plain.offset() + done, count);
            get(bits, result.storage().array(), (int) ((long) done * from / to), count * from / to);
        }
        return result;
    }

    private static Shape reshaped(TensorType type, DType dtype) {
        int from = type.dtype().bytes();
        int to = dtype.bytes();
        if (from == to) {
            return type.shape();
        }
        if (type.shape().rank() == 0) {
            throw new ShapeException("reinterpret: a scalar of " + type.dtype() + " cannot become " + dtype
                    + ", whose elements have another size; add a dimension first");
        }
        long bytes = (long) type.shape().dim(-1) * from;
        if (bytes % to != 0) {
            throw new ShapeException("reinterpret: the last dimension of shape " + type.shape() + " has " + bytes
                    + " bytes, which is not a whole number of " + dtype);
        }
        return type.shape().with(-1, Math.toIntExact(bytes / to));
    }

    private static void put(ByteBuffer bits, Object array, int offset, int count) {
        if (array instanceof float[] x) {
            bits.asFloatBuffer().put(x, offset, count);
        } else if (array instanceof double[] x) {
            bits.asDoubleBuffer().put(x, offset, count);
        } else if (array instanceof long[] x) {
            bits.asLongBuffer().put(x, offset, count);
        } else if (array instanceof int[] x) {
            bits.asIntBuffer().put(x, offset, count);
        } else if (array instanceof short[] x) {
            bits.asShortBuffer().put(x, offset, count);
        } else {
            bits.duplicate().put((byte[]) array, offset, count);
        }
    }

    private static void get(ByteBuffer bits, Object array, int offset, int count) {
        if (array instanceof float[] x) {
            bits.asFloatBuffer().get(x, offset, count);
        } else if (array instanceof double[] x) {
            bits.asDoubleBuffer().get(x, offset, count);
        } else if (array instanceof long[] x) {
            bits.asLongBuffer().get(x, offset, count);
        } else if (array instanceof int[] x) {
            bits.asIntBuffer().get(x, offset, count);
        } else if (array instanceof short[] x) {
            bits.asShortBuffer().get(x, offset, count);
        } else {
            bits.duplicate().get((byte[]) array, offset, count);
        }
    }
}
