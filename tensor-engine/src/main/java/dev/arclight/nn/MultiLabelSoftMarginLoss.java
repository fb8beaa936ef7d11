package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#multilabelSoftMarginLoss} with its settings, as {@code torch.nn.MultiLabelSoftMarginLoss}. */
public final class MultiLabelSoftMarginLoss extends Loss {
    private final @Nullable Tensor weight;

    public MultiLabelSoftMarginLoss() {
        this(null, Reduction.MEAN);
    }

    /** @param weight a factor for each class, or null */
    public MultiLabelSoftMarginLoss(@Nullable Tensor weight, Reduction reduction) {
        super(reduction);
        this.weight = weight == null ? null : registerBuffer("weight", weight);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.multilabelSoftMarginLoss(input, target, weight, reduction());
    }
}
