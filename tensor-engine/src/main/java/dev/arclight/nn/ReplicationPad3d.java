package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** The outermost elements again, around the last three dimensions, as {@code torch.nn.ReplicationPad3d}. */
public final class ReplicationPad3d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top, bottom, front and back; negative ones cut */
    public ReplicationPad3d(int... padding) {
        super(3, PadMode.REPLICATE, 0, padding);
    }
}
