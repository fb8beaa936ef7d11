package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The negative log likelihood of log-probabilities, as {@code torch.nn.NLLLoss}. */
public final class NLLLoss extends Loss {
    private final @Nullable Tensor weight;
    private final long ignoreIndex;

    public NLLLoss() {
        this(null, -100, Reduction.MEAN);
    }

    /**
     * @param weight a factor for each class, or null
     * @param ignoreIndex a class number that counts for nothing
     */
    public NLLLoss(@Nullable Tensor weight, long ignoreIndex, Reduction reduction) {
        super(reduction);
        this.weight = weight == null ? null : registerBuffer("weight", weight);
        this.ignoreIndex = ignoreIndex;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.nllLoss(input, target, weight, ignoreIndex, reduction());
    }
}
