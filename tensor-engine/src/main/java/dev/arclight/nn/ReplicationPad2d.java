package dev.arclight.nn;

import dev.arclight.tensor.PadMode;

/** The outermost elements again, around the last two dimensions, as {@code torch.nn.ReplicationPad2d}. */
public final class ReplicationPad2d extends PadLayer {
    /** @param padding one number for all sides, or left, right, top and bottom; negative ones cut */
    public ReplicationPad2d(int... padding) {
        super(2, PadMode.REPLICATE, 0, padding);
    }
}
