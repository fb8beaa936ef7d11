package dev.arclight.kernel.cpu.vector;

/** A vector of floats in a formula, with the methods of {@code FloatVector} that formulas use. */
final class Floats extends Expression {
    Floats(Source source) {
        super(source);
    }

    static Floats operand(int index) {
        return new Floats(new Operand(index));
    }

    static Floats parameter(int index) {
        return new Floats(new Parameter(index));
    }

    /** A number in all lanes. */
    static Floats of(float value) {
        return new Floats(new FloatConstant(value));
    }

    Floats add(Floats other) {
        return with("add", other);
    }

    Floats add(float other) {
        return add(of(other));
    }

    Floats sub(Floats other) {
        return with("sub", other);
    }

    Floats sub(float other) {
        return sub(of(other));
    }

    Floats mul(Floats other) {
        return with("mul", other);
    }

    Floats mul(float other) {
        return mul(of(other));
    }

    Floats div(Floats other) {
        return with("div", other);
    }

    Floats max(Floats other) {
        return with("max", other);
    }

    Floats min(Floats other) {
        return with("min", other);
    }

    /** {@code this · factor + term}, rounded once. */
    Floats fma(Floats factor, Floats term) {
        return new Floats(call("FloatVector", "fma", "(" + VECTOR + VECTOR + ")" + FLOAT_VECTOR, this, factor, term));
    }

    Floats fma(Floats factor, float term) {
        return fma(factor, of(term));
    }

    Floats fma(float factor, Floats term) {
        return fma(of(factor), term);
    }

    Floats fma(float factor, float term) {
        return fma(of(factor), of(term));
    }

    Floats neg() {
        return alone("neg");
    }

    Floats abs() {
        return alone("abs");
    }

    Floats sqrt() {
        return alone("sqrt");
    }

    /** The other where the mask is set. */
    Floats blend(Floats other, Mask mask) {
        return new Floats(call("FloatVector", "blend", "(" + VECTOR + MASK + ")" + FLOAT_VECTOR, this, other, mask));
    }

    Floats blend(float other, Mask mask) {
        return blend(of(other), mask);
    }

    Mask lt(Floats other) {
        return new Mask(compare("FloatVector", "LT", this, other));
    }

    Mask lt(float other) {
        return lt(of(other));
    }

    Mask le(Floats other) {
        return new Mask(compare("FloatVector", "LE", this, other));
    }

    Mask le(float other) {
        return le(of(other));
    }

    Mask gt(Floats other) {
        return new Mask(compare("FloatVector", "GT", this, other));
    }

    Mask gt(float other) {
        return gt(of(other));
    }

    Mask ge(Floats other) {
        return new Mask(compare("FloatVector", "GE", this, other));
    }

    Mask ge(float other) {
        return ge(of(other));
    }

    Mask eq(Floats other) {
        return new Mask(compare("FloatVector", "EQ", this, other));
    }

    Mask eq(float other) {
        return eq(of(other));
    }

    Mask ne(Floats other) {
        return new Mask(compare("FloatVector", "NE", this, other));
    }

    Mask ne(float other) {
        return ne(of(other));
    }

    /** The bits. */
    Ints asInts() {
        return new Ints(call("Vector", "reinterpretAsInts", "()" + INT_VECTOR, this));
    }

    /** This magnitude with the sign of another. */
    Floats withSignOf(Floats sign) {
        return asInts().and(Integer.MAX_VALUE)
                .or(sign.asInts().and(Integer.MIN_VALUE))
                .asFloats();
    }

    private Floats with(String name, Floats other) {
        return new Floats(call("FloatVector", name, "(" + VECTOR + ")" + FLOAT_VECTOR, this, other));
    }

    private Floats alone(String name) {
        return new Floats(call("FloatVector", name, "()" + FLOAT_VECTOR, this));
    }
}
