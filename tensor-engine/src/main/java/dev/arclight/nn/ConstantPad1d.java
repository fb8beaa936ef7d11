package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** A number around the last dimension, as {@code torch.nn.ConstantPad1d}. */
public final class ConstantPad1d extends PadLayer {
    /** The same at all sides. */
    public ConstantPad1d(int padding, double value) {
        this(new int[] {padding}, value);
    }

    /** @param padding one number for all sides, or left and right; negative ones cut */
    public ConstantPad1d(int[] padding, double value) {
        super(1, PadMode.CONSTANT, value, padding);
    }

    @Override
    boolean hasValue() {
        return true;
    }
}
