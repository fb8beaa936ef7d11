package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#hingeEmbeddingLoss} with its settings, as {@code torch.nn.HingeEmbeddingLoss}. */
public final class HingeEmbeddingLoss extends Loss {
    private final double margin;

    public HingeEmbeddingLoss() {
        this(1, Reduction.MEAN);
    }

    public HingeEmbeddingLoss(double margin, Reduction reduction) {
        super(reduction);
        this.margin = margin;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.hingeEmbeddingLoss(input, target, margin, reduction());
    }
}
