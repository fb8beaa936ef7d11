package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#softMarginLoss} with its settings, as {@code torch.nn.SoftMarginLoss}. */
public final class SoftMarginLoss extends Loss {
    public SoftMarginLoss() {
        this(Reduction.MEAN);
    }

    public SoftMarginLoss(Reduction reduction) {
        super(reduction);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.softMarginLoss(input, target, reduction());
    }
}
