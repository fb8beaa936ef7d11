package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#marginRankingLoss} with its settings, as {@code torch.nn.MarginRankingLoss}. */
public final class MarginRankingLoss extends Loss {
    private final double margin;

    public MarginRankingLoss() {
        this(0, Reduction.MEAN);
    }

    public MarginRankingLoss(double margin, Reduction reduction) {
        super(reduction);
        this.margin = margin;
    }

    @Override
    public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
        return Functional.marginRankingLoss(input1, input2, target, margin, reduction());
    }
}
