package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#tripletMarginLoss} with its settings, as {@code torch.nn.TripletMarginLoss}. */
public final class TripletMarginLoss extends Loss {
    private final double margin;
    private final double p;
    private final double eps;
    private final boolean swap;

    public TripletMarginLoss() {
        this(1, 2, 1e-6, false, Reduction.MEAN);
    }

    /**
     * @param margin how much farther the negative should be
     * @param p the norm of distances
     * @param eps added to differences
     * @param swap whether the positive stands in for the anchor where it is nearer to the negative
     */
    public TripletMarginLoss(double margin, double p, double eps, boolean swap, Reduction reduction) {
        super(reduction);
        this.margin = margin;
        this.p = p;
        this.eps = eps;
        this.swap = swap;
    }

    @Override
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        return Functional.tripletMarginLoss(anchor, positive, negative, margin, p, eps, swap, reduction());
    }
}
