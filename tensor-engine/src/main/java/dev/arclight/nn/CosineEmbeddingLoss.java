package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#cosineEmbeddingLoss} with its settings, as {@code torch.nn.CosineEmbeddingLoss}. */
public final class CosineEmbeddingLoss extends Loss {
    private final double margin;

    public CosineEmbeddingLoss() {
        this(0, Reduction.MEAN);
    }

    public CosineEmbeddingLoss(double margin, Reduction reduction) {
        super(reduction);
        this.margin = margin;
    }

    @Override
    public Tensor forward(Tensor input1, Tensor input2, Tensor target) {
        return Functional.cosineEmbeddingLoss(input1, input2, target, margin, reduction());
    }
}
