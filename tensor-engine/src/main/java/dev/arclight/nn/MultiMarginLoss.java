package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#multiMarginLoss} with its settings, as {@code torch.nn.MultiMarginLoss}. */
public final class MultiMarginLoss extends Loss {
    private final int p;
    private final double margin;
    private final @Nullable Tensor weight;

    public MultiMarginLoss() {
        this(1, 1, null, Reduction.MEAN);
    }

    /**
     * @param p 1 or 2
     * @param margin how much larger the right class should be
     * @param weight a factor for each class, or null
     */
    public MultiMarginLoss(int p, double margin, @Nullable Tensor weight, Reduction reduction) {
        super(reduction);
        this.p = p;
        this.margin = margin;
        this.weight = weight == null ? null : registerBuffer("weight", weight);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.multiMarginLoss(input, target, p, margin, weight, reduction());
    }
}
