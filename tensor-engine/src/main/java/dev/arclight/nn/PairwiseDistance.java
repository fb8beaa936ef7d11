package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** {@link Functional#pairwiseDistance} with its settings, as {@code torch.nn.PairwiseDistance}. */
public final class PairwiseDistance extends Module {
    private final double p;
    private final double eps;
    private final boolean keepDim;

    public PairwiseDistance() {
        this(2, 1e-6, false);
    }

    public PairwiseDistance(double p, double eps, boolean keepDim) {
        this.p = p;
        this.eps = eps;
        this.keepDim = keepDim;
    }

    public Tensor forward(Tensor x1, Tensor x2) {
        return Functional.pairwiseDistance(x1, x2, p, eps, keepDim);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor x1, Tensor x2) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), x1, x2));
    }
}
