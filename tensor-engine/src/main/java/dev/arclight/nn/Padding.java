package dev.arclight.nn;

import dev.arclight.tensor.PadMode;
import dev.arclight.tensor.Tensor;

/** Padding as convolutions ask for it. */
final class Padding {
    private Padding() {}

    /** @param amounts before and after the last dimension, then before and after the one before it, … */
    static Tensor pad(Tensor input, ConvOptions.PaddingMode mode, int... amounts) {
        PadMode kind = switch (mode) {
            case ZEROS -> PadMode.CONSTANT;
            case REFLECT -> PadMode.REFLECT;
            case REPLICATE -> PadMode.REPLICATE;
            case CIRCULAR -> PadMode.CIRCULAR;
        };
        return input.pad(amounts, kind);
    }
}
