package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/**
 * The divergence of log-probabilities from probabilities, as {@code torch.nn.KLDivLoss}.
 *
 * <p>The mean is over all elements, as PyTorch's default is; {@link #batchMean} gives the divergence as defined.
 */
public final class KLDivLoss extends Loss {
    private final boolean logTarget;
    private final boolean batchMean;

    public KLDivLoss() {
        this(Reduction.MEAN, false);
    }

    /** @param logTarget whether targets are logarithms too */
    public KLDivLoss(Reduction reduction, boolean logTarget) {
        this(reduction, logTarget, false);
    }

    private KLDivLoss(Reduction reduction, boolean logTarget, boolean batchMean) {
        super(reduction);
        this.logTarget = logTarget;
        this.batchMean = batchMean;
    }

    /** The sum divided by the number of rows, {@code reduction='batchmean'}. */
    public static KLDivLoss batchMean(boolean logTarget) {
        return new KLDivLoss(Reduction.SUM, logTarget, true);
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return batchMean
                ? Functional.klDivBatchMean(input, target, logTarget)
                : Functional.klDiv(input, target, reduction(), logTarget);
    }
}
