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

    private final int bytes;
    private final Kind kind;

    DType(int bytes, Kind kind) {
        this.bytes = bytes;
        this.kind = kind;
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
