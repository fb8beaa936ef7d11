package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#poissonNllLoss} with its settings, as {@code torch.nn.PoissonNLLLoss}. */
public final class PoissonNLLLoss extends Loss {
    private final boolean logInput;
    private final boolean full;
    private final double eps;

    public PoissonNLLLoss() {
        this(true, false, 1e-8, Reduction.MEAN);
    }

    /**
     * @param logInput whether inputs are logarithms of rates
     * @param full whether Stirling's term is added
     * @param eps added to rates before their logarithm
     */
    public PoissonNLLLoss(boolean logInput, boolean full, double eps, Reduction reduction) {
        super(reduction);
        this.logInput = logInput;
        this.full = full;
        this.eps = eps;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target) {
        return Functional.poissonNllLoss(input, target, logInput, full, eps, reduction());
    }
}
