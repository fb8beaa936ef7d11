package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** Zeros around the last dimension, as {@code torch.nn.ZeroPad1d}. */
public final class ZeroPad1d extends PadLayer {
    /** @param padding one number for all sides, or left and right; negative ones cut */
    public ZeroPad1d(int... padding) {
        super(1, PadMode.CONSTANT, 0, padding);
    }
}
