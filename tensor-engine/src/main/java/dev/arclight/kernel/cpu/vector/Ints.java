package dev.arclight.kernel.cpu.vector;

import java.util.List;

/** A vector of ints in a formula, mostly the bits of floats, with the methods of {@code IntVector} that formulas use. */
final class Ints extends Expression {
    private static final String BINARY = "L" + API + "VectorOperators$Binary;";

    Ints(Source source) {
        super(source);
    }

    static Ints of(int value) {
        return new Ints(new IntConstant(value));
    }

    Ints add(Ints other) {
        return with("add", other);
    }

    Ints add(int other) {
        return add(of(other));
    }

    Ints sub(Ints other) {
        return with("sub", other);
    }

    Ints sub(int other) {
        return sub(of(other));
    }

    Ints max(int other) {
        return with("max", of(other));
    }

    Ints min(int other) {
        return min(of(other));
    }

    Ints min(Ints other) {
        return with("min", other);
    }

    Ints and(Ints other) {
        return bitwise("AND", other);
    }

    Ints and(int bits) {
        return and(of(bits));
    }

    Ints or(Ints other) {
        return bitwise("OR", other);
    }

    Ints xor(Ints other) {
        return bitwise("XOR", other);
    }

    Ints shiftLeft(int count) {
        return shift("LSHL", count);
    }

    /** To the right, keeping the sign. */
    Ints shiftRight(int count) {
        return shift("ASHR", count);
    }

    /** The other where the mask, made by a comparison of floats, is set. */
    Ints blend(Ints other, Mask mask) {
        Mask ofInts = new Mask(new MaskCast(mask, true));
        return new Ints(call("IntVector", "blend", "(" + VECTOR + MASK + ")" + INT_VECTOR, this, other, ofInts));
    }

    /** Where both are equal, for blending floats. */
    Mask eq(int other) {
        return new Mask(new MaskCast(new Mask(compare("IntVector", "EQ", this, of(other))), false));
    }

    /** The floats of these bits. */
    Floats asFloats() {
        return new Floats(call("Vector", "reinterpretAsFloats", "()" + FLOAT_VECTOR, this));
    }

    private Ints with(String name, Ints other) {
        return new Ints(call("IntVector", name, "(" + VECTOR + ")" + INT_VECTOR, this, other));
    }

    private Ints bitwise(String operator, Ints other) {
        return new Ints(new Call(
                API + "IntVector",
                "lanewise",
                "(" + BINARY + VECTOR + ")" + INT_VECTOR,
                operator,
                List.of(this, other),
                List.of()));
    }

    private Ints shift(String operator, int count) {
        return new Ints(new Call(
                API + "IntVector",
                "lanewise",
                "(" + BINARY + "I)" + INT_VECTOR,
                operator,
                List.of(this),
                List.of(count)));
    }
}
