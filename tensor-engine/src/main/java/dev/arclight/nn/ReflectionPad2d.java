package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies inside, mirrored at the edge, around the last two dimensions, as {@code torch.nn.ReflectionPad2d}. */
public final class ReflectionPad2d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top and bottom; negative ones cut */
    public ReflectionPad2d(int... padding) {
        super(2, PadMode.REFLECT, 0, padding);
    }
}
