package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies inside, mirrored at the edge, around the last three dimensions, as {@code torch.nn.ReflectionPad3d}. */
public final class ReflectionPad3d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top, bottom, front and back; negative ones cut */
    public ReflectionPad3d(int... padding) {
        super(3, PadMode.REFLECT, 0, padding);
    }
}
