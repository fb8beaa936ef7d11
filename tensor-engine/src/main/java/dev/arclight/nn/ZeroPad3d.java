package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** Zeros around the last three dimensions, as {@code torch.nn.ZeroPad3d}. */
public final class ZeroPad3d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top, bottom, front and back; negative ones cut */
    public ZeroPad3d(int... padding) {
        super(3, PadMode.CONSTANT, 0, padding);
    }
}
