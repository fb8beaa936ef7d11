package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies inside, mirrored at the edge, around the last dimension, as {@code torch.nn.ReflectionPad1d}. */
public final class ReflectionPad1d extends PadLayer {
    /** @param padding one number for all sides, or left and right; negative ones cut */
    public ReflectionPad1d(int... padding) {
        super(1, PadMode.REFLECT, 0, padding);
    }
}
