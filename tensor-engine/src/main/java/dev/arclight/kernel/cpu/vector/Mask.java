package dev.arclight.kernel.cpu.vector;

/** Which lanes a test holds for, in a formula. */
final class Mask extends Expression {
    Mask(Source source) {
        super(source);
    }

    Mask and(Mask other) {
        return new Mask(call("VectorMask", "and", "(" + MASK + ")" + MASK, this, other));
    }

    Mask or(Mask other) {
        return new Mask(call("VectorMask", "or", "(" + MASK + ")" + MASK, this, other));
    }
}
