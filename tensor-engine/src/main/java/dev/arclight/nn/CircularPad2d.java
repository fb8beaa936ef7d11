package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies at the opposite end, around the last two dimensions, as {@code torch.nn.CircularPad2d}. */
public final class CircularPad2d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top and bottom; negative ones cut */
    public CircularPad2d(int... padding) {
        super(2, PadMode.CIRCULAR, 0, padding);
    }
}
