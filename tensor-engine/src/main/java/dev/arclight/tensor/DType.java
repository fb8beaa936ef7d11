package dev.arclight.tensor;

import java.util.Locale;

/**
 * The type of a tensor's elements. Names and promotion are PyTorch's.
 *
 * <p>Each dtype says which Java array holds it; {@link #BOOL}, {@link #INT8} and {@link #UINT8} all live in a
 * {@code byte[]}, a bool as 0 or 1; {@link #INT16}, {@link #FLOAT16} and {@link #BFLOAT16} in a {@code short[]}, the
 * latter two as their bits. What is computed in 16-bit floats is computed in float32 and rounded once, to nearest even.
 */
public enum DType {
    BOOL(1, Kind.BOOL),
    UINT8(1, Kind.INTEGER),
    INT8(1, Kind.INTEGER),
    INT16(2, Kind.INTEGER),
    INT32(4, Kind.INTEGER),
    INT64(8, Kind.INTEGER),
    FLOAT16(2, Kind.FLOATING),
    BFLOAT16(2, Kind.FLOATING),
    FLOAT32(4, Kind.FLOATING),
    FLOAT64(8, Kind.FLOATING);

    /** PyTorch's promotion categories, lowest first. */
    enum Kind {
        BOOL,
        INTEGER,
        FLOATING
    }

    /** Of the whole JVM, as PyTorch's is of the process. */
    private static volatile DType byDefault = FLOAT32;

    private final int bytes;
    private final Kind kind;

    DType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
    }

    /** The floating dtype of what is made without one, as {@code torch.get_default_dtype}: float32 unless set otherwise. */
    public static DType getDefault() {
        return byDefault;
    }

    /**
     * Sets the floating dtype of what is made without one, on all threads, as {@code torch.set_default_dtype}: tensors of
     * a shape, layers, Java numbers among whole ones, and what operations make of whole numbers. Java arrays keep theirs.
     *
     * @throws DTypeException unless floating
     */
    public static void setDefault(DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(
                    "setDefault: " + dtype + " is not floating; only floating dtypes can be the default");
        }
        byDefault = dtype;
    }

    /** Whether PyTorch converts from one to the other by itself, as {@code torch.can_cast}: not to a lower kind. */
    public static boolean canCast(DType from, DType to) {
        return from.kind.compareTo(to.kind) <= 0;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Whether this is one of the 16-bit floating types, float16 and bfloat16. */
    public boolean isHalf() {
        return this == FLOAT16 || this == BFLOAT16;
    }

    /** Whether this is a whole-number type; bool is not. */
    public boolean isInteger() {
        return kind == Kind.INTEGER;
    }

    /** Its limits, as {@code torch.finfo}. @throws DTypeException unless floating */
    public FloatInfo finfo() {
        return switch (this) {
            case FLOAT16 -> new FloatInfo(16, -65504, 65504, 0x1p-10, 0x1p-14, 1e-3);
            case BFLOAT16 -> new FloatInfo(16, -0x1.fep127, 0x1.fep127, 0x1p-7, Float.MIN_NORMAL, 1e-2);
            case FLOAT32 -> new FloatInfo(32, -Float.MAX_VALUE, Float.MAX_VALUE, Math.ulp(1f), Float.MIN_NORMAL, 1e-6);
            case FLOAT64 ->
                new FloatInfo(64, -Double.MAX_VALUE, Double.MAX_VALUE, Math.ulp(1d), Double.MIN_NORMAL, 1e-15);
            case BOOL, UINT8, INT8, INT16, INT32, INT64 ->
                throw new DTypeException("finfo: " + this + " is not floating; use iinfo for integers");
        };
    }

    /** Its limits, as {@code torch.iinfo}. @throws DTypeException unless an integer type */
    public IntegerInfo iinfo() {
        return switch (this) {
            case UINT8 -> new IntegerInfo(8, 0, 255);
            case INT8 -> new IntegerInfo(8, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> new IntegerInfo(16, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> new IntegerInfo(32, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> new IntegerInfo(64, Long.MIN_VALUE, Long.MAX_VALUE);
            case BOOL, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 ->
                throw new DTypeException("iinfo: " + this + " is not an integer type; use finfo for floating ones");
        };
    }

    Kind kind() {
        return kind;
    }

    /** The name that PyTorch gives it, such as {@code float32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a dtype by the name that {@link #toString} gives.
     *
     * @throws DTypeException if there is none of that name
     */
    public static DType of(String name) {
        for (DType dtype : values()) {
            if (dtype.toString().equals(name)) {
                return dtype;
            }
        }
        throw new DTypeException("no dtype is called '" + name + "'; use one of " + java.util.List.of(values()));
    }

    /** The smallest type that both convert to, as {@code torch.promote_types}. */
    public static DType promote(DType a, DType b) {
        if (a == b) {
            return a;
        }
        if (a.kind != b.kind) {
            return a.kind.compareTo(b.kind) > 0 ? a : b;
        }
        if (a.bytes == b.bytes) {
            // uint8 and int8 share no type of 8 bits, float16 and bfloat16 none of 16.
            return a.kind == Kind.INTEGER ? INT16 : FLOAT32;
        }
        return a.bytes > b.bytes ? a : b;
    }
}
