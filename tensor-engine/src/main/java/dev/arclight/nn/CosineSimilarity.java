package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** {@link Functional#cosineSimilarity} with its settings, as {@code torch.nn.CosineSimilarity}. */
public final class CosineSimilarity extends Module {
    private final int dim;
    private final double eps;

    public CosineSimilarity() {
        this(1, 1e-8);
    }

    public CosineSimilarity(int dim, double eps) {
        this.dim = dim;
        this.eps = eps;
    }

    public Tensor forward(Tensor x1, Tensor x2) {
        return Functional.cosineSimilarity(x1, x2, dim, eps);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor x1, Tensor x2) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), x1, x2));
    }
}
