package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import java.util.function.BinaryOperator;

/** {@link TripletMarginLoss} with a distance of the user's own, as {@code torch.nn.TripletMarginWithDistanceLoss}. */
public final class TripletMarginWithDistanceLoss extends Loss {
    private final BinaryOperator<Tensor> distance;
    private final double margin;
    private final boolean swap;

    /** Margin 1. */
    public TripletMarginWithDistanceLoss(BinaryOperator<Tensor> distance) {
        this(distance, 1, false, Reduction.MEAN);
    }

    /**
     * @param distance from {@code [N, D]} and {@code [N, D]} to {@code [N]}
     * @param margin how much farther the negative should be
     * @param swap whether the positive stands in for the anchor where it is nearer to the negative
     */
    public TripletMarginWithDistanceLoss(
            BinaryOperator<Tensor> distance, double margin, boolean swap, Reduction reduction) {
        super(reduction);
        this.distance = distance;
        this.margin = margin;
        this.swap = swap;
    }

    @Override
    public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
        return Functional.tripletMarginWithDistanceLoss(
                anchor, positive, negative, distance, margin, swap, reduction());
    }
}
