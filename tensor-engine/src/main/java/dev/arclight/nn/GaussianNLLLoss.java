package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#gaussianNllLoss} with its settings, as {@code torch.nn.GaussianNLLLoss}. */
public final class GaussianNLLLoss extends Loss {
    private final boolean full;
    private final double eps;

    public GaussianNLLLoss() {
        this(false, 1e-6, Reduction.MEAN);
    }

    /**
     * @param full whether the constant term is added
     * @param eps what variances are at least
     */
    public GaussianNLLLoss(boolean full, double eps, Reduction reduction) {
        super(reduction);
        this.full = full;
        this.eps = eps;
    }

    @Override
    public Tensor forward(Tensor input, Tensor target, Tensor variance) {
        return Functional.gaussianNllLoss(input, target, variance, full, eps, reduction());
    }
}
