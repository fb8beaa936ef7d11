package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** Zeros around the last two dimensions, as {@code torch.nn.ZeroPad2d}. */
public final class ZeroPad2d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top and bottom; negative ones cut */
    public ZeroPad2d(int... padding) {
        super(2, PadMode.CONSTANT, 0, padding);
    }
}
