package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** The outermost elements again, around the last dimension, as {@code torch.nn.ReplicationPad1d}. */
public final class ReplicationPad1d extends PadLayer {
    /** @param padding one number for all sides, or left and right; negative ones cut */
    public ReplicationPad1d(int... padding) {
        super(1, PadMode.REPLICATE, 0, padding);
    }
}
