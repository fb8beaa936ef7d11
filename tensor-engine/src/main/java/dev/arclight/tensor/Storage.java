package dev.arclight.tensor;

import dev.arclight.autograd.InferenceMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One Java array and the count of in-place changes made to it. Tensors that are views of each other share one storage.
 *
 * <p>Typed accessors trust the caller to know the dtype: a wrong one is a {@link DTypeException}.
 */
public final class Storage {
    private final DType dtype;
    private final int length;
    private @Nullable Object array;
    private int version;

    /** Whether the array may belong to other storages too, before this one or beside it. */
    private final boolean pooled;

    /** What backends made of the content, with the version that they made it of. */
    private volatile @Nullable Object derived;

    /** Whether it was made in inference mode. */
    private final boolean inference = InferenceMode.isEnabled();

    private Storage(DType dtype, Object array, int length, boolean pooled) {
        this.dtype = dtype;
        this.array = array;
        this.length = length;
        this.pooled = pooled;
    }

    /** Shares {@code array}, which must be the Java array that {@code dtype} lives in. */
    public static Storage wrap(DType dtype, Object array) {
        return new Storage(dtype, array, java.lang.reflect.Array.getLength(array), true);
    }

    /** Zeros, from the open {@link Arena} if there is one. */
    public static Storage zeros(DType dtype, long length) {
        Storage storage = uninitialized(dtype, length);
        if (Arena.current() != null) {
            storage.clear();
        }
        return storage;
    }

    /**
     * Memory with any content, for a kernel that writes every element; from the open {@link Arena} if there is one.
     *
     * @throws ShapeException if it passes the largest Java array
     */
    public static Storage uninitialized(DType dtype, long length) {
        if (length > Integer.MAX_VALUE - 8) {
            throw new ShapeException(
                    "a tensor of " + length + " elements passes the largest Java array, 2^31 - 9 elements; split it");
        }
        Arena arena = Arena.current();
        if (arena != null) {
            return arena.take(dtype, (int) length);
        }
        return new Storage(dtype, newArray(dtype, (int) length), (int) length, false);
    }

    /** Elements of an array that may be longer. */
    static Storage pooled(DType dtype, Object array, int length) {
        return new Storage(dtype, array, length, true);
    }

    static Object newArray(DType dtype, int length) {
        return switch (dtype) {
            case FLOAT32 -> new float[length];
            case FLOAT64 -> new double[length];
            case INT64 -> new long[length];
            case INT32 -> new int[length];
            case INT16, FLOAT16, BFLOAT16 -> new short[length];
            case INT8, UINT8, BOOL -> new byte[length];
        };
    }

    public DType dtype() {
        return dtype;
    }

    public int length() {
        return length;
    }

    /** @throws ReleasedException if the arena it came from is closed */
    public Object array() {
        Object held = array;
        if (held == null) {
            throw new ReleasedException("this tensor's memory went back to its Arena when that was closed;"
                    + " call Arena.keep(tensor) before, or use the tensor inside the scope");
        }
        return held;
    }

    public float[] floats() {
        if (array() instanceof float[] held) {
            return held;
        }
        throw mismatch(DType.FLOAT32);
    }

    public double[] doubles() {
        if (array() instanceof double[] held) {
            return held;
        }
        throw mismatch(DType.FLOAT64);
    }

    public long[] longs() {
        if (array() instanceof long[] held) {
            return held;
        }
        throw mismatch(DType.INT64);
    }

    public int[] ints() {
        if (array() instanceof int[] held) {
            return held;
        }
        throw mismatch(DType.INT32);
    }

    /** The array of an int16 tensor, or the bits of a float16 or bfloat16 one. */
    public short[] shorts() {
        if (array() instanceof short[] held) {
            return held;
        }
        throw mismatch(DType.INT16);
    }

    /** The array of a bool, int8 or uint8 tensor. */
    public byte[] bytes() {
        if (array() instanceof byte[] held) {
            return held;
        }
        throw mismatch(DType.INT8);
    }

    /** Whether the arena it came from is closed. */
    public boolean isReleased() {
        return array == null;
    }

    /** How often the content was changed in place; autograd compares it with what it saved. */
    public int version() {
        return version;
    }

    /** To be called by whoever writes into the array after its tensor was made. */
    public void changed() {
        version++;
    }

    /** Whether the array is this storage's alone, so that {@link #version} tells of every change to it. */
    public boolean ownsArray() {
        return !pooled;
    }

    /**
     * What a backend made of the content and keeps with it, such as a matrix in panels, or null. It is for the backend to know
     * of which version it was made; who calls this from several threads sees one whole object or another.
     */
    public @Nullable Object derived() {
        return derived;
    }

    /** Has {@link #derived()} give this, for as long as the storage is held. */
    public void derived(@Nullable Object made) {
        derived = made;
    }

    /** Whether it was made in {@link InferenceMode}. */
    public boolean isInference() {
        return inference;
    }

    /** Takes the array out; later use is a {@link ReleasedException}. */
    Object release() {
        Object held = array();
        array = null;
        derived = null;
        return held;
    }

    private void clear() {
        switch (dtype) {
            case FLOAT32 -> Arrays.fill(floats(), 0, length, 0f);
            case FLOAT64 -> Arrays.fill(doubles(), 0, length, 0d);
            case INT64 -> Arrays.fill(longs(), 0, length, 0L);
            case INT32 -> Arrays.fill(ints(), 0, length, 0);
            case INT16, FLOAT16, BFLOAT16 -> Arrays.fill(shorts(), 0, length, (short) 0);
            case INT8, UINT8, BOOL -> Arrays.fill(bytes(), 0, length, (byte) 0);
        }
    }

    private DTypeException mismatch(DType wanted) {
        return new DTypeException("this storage holds " + dtype + ", not " + wanted + "; convert it with to(dtype)");
    }
}
