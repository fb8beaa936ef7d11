package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** A number around the last two dimensions, as {@code torch.nn.ConstantPad2d}. */
public final class ConstantPad2d extends PadLayer {
    /** The same at all sides. */
    public ConstantPad2d(int padding, double value) {
        this(new int[] {padding}, value);
    }

    /** @param padding one number for all sides, or left, right, top and bottom; negative ones cut */
    public ConstantPad2d(int[] padding, double value) {
        super(2, PadMode.CONSTANT, value, padding);
    }

    @Override
    boolean hasValue() {
        return true;
    }
}
