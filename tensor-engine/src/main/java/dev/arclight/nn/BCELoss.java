package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#binaryCrossEntropy} with its settings, as {@code torch.nn.BCELoss}. */
public final class BCELoss extends Loss {
    private final @Nullable Tensor weight;

    public BCELoss() {
        this(null, Reduction.MEAN);
    }

    /** @param weight a factor for each element, broadcast, or null */
    public BCELoss(@Nullable Tensor weight, Reduction reduction) {
        super(reduction);
        this.weight = weight == null ? null : registerBuffer("weight", weight);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.binaryCrossEntropy(input, target, weight, reduction());
    }
}
