package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#binaryCrossEntropyWithLogits} with its settings, as {@code torch.nn.BCEWithLogitsLoss}. */
public final class BCEWithLogitsLoss extends Loss {
    private final @Nullable Tensor weight;
    private final @Nullable Tensor posWeight;

    public BCEWithLogitsLoss() {
        this(null, null, Reduction.MEAN);
    }

    /**
     * @param weight a factor for each element, broadcast, or null
     * @param posWeight a factor for positive examples, broadcast, or null
     */
    public BCEWithLogitsLoss(@Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
        super(reduction);
        this.weight = weight == null ? null : registerBuffer("weight", weight);
        this.posWeight = posWeight == null ? null : registerBuffer("posWeight", posWeight);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.binaryCrossEntropyWithLogits(input, target, weight, posWeight, reduction());
    }
}
