package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies at the opposite end, around the last three dimensions, as {@code torch.nn.CircularPad3d}. */
public final class CircularPad3d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top, bottom, front and back; negative ones cut */
    public CircularPad3d(int... padding) {
        super(3, PadMode.CIRCULAR, 0, padding);
    }
}
