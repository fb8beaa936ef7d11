package dev.arclight.nn;

import dev.arclight.io.ModuleCopy;

/** Layers with int8 weights beside the float ones that they were made of. */
final class Int8 {
    private Int8() {}

    /** A copy with int8 weights. */
    @SuppressWarnings("unchecked") // A copy is of the same class.
    static <M extends Module & Quantizable> M of(M layer) {
        M copy = (M) ModuleCopy.of(layer);
        copy.toInt8();
        return copy;
    }
}
