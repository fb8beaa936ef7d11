package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#crossEntropy} with its settings, as {@code torch.nn.CrossEntropyLoss}. */
public final class CrossEntropyLoss extends Loss {
    private final @Nullable Tensor weight;
    private final long ignoreIndex;
    private final double labelSmoothing;

    public CrossEntropyLoss() {
        this(null, -100, Reduction.MEAN, 0);
    }

    /** @param weight a factor for each class, or null */
    public CrossEntropyLoss(@Nullable Tensor weight, long ignoreIndex, Reduction reduction, double labelSmoothing) {
        super(reduction);
        this.weight = weight == null ? null : registerBuffer("weight", weight);
        this.ignoreIndex = ignoreIndex;
        this.labelSmoothing = labelSmoothing;
    }

    /** The loss of logits {@code [N, C]} for class numbers {@code [N]}. */
    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.crossEntropy(input, target, weight, ignoreIndex, reduction(), labelSmoothing);
    }
}
