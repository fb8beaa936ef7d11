package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** Squared where small, absolute where large, as {@code torch.nn.HuberLoss}. */
public final class HuberLoss extends Loss {
    private final double delta;

    public HuberLoss() {
        this(1, Reduction.MEAN);
    }

    /** @param delta where the square ends, above 0 */
    public HuberLoss(double delta, Reduction reduction) {
        super(reduction);
        this.delta = delta;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.huberLoss(input, target, reduction(), delta);
    }
}
