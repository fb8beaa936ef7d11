package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** What lies at the opposite end, around the last dimension, as {@code torch.nn.CircularPad1d}. */
public final class CircularPad1d extends PadLayer {
    /** @param padding one number for all sides, or left and right; negative ones cut */
    public CircularPad1d(int... padding) {
        super(1, PadMode.CIRCULAR, 0, padding);
    }
}
