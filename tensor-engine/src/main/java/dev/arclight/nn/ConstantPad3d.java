package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** A number around the last three dimensions, as {@code torch.nn.ConstantPad3d}. */
public final class ConstantPad3d extends PadLayer {
    /** The same at all sides. */
    public ConstantPad3d(int padding, double value) {
        this(new int[] {padding}, value);
    }

    /** @param padding one number for all sides, or left, right, top, bottom, front and back; negative ones cut */
    public ConstantPad3d(int[] padding, double value) {
        super(3, PadMode.CONSTANT, value, padding);
    }

    @Override
    boolean hasValue() {
        return true;
    }
}
