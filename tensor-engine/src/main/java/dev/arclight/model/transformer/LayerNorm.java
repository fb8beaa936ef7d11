package dev.arclight.model.transformer;

import dev.arclight.nn.Module;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;

/**
 * {@code a·(x - mean) / (std + eps) + b} over the last dimension. Unlike {@link dev.arclight.nn.LayerNorm} it divides by
 * the unbiased standard deviation, and adds eps to it rather than to the variance.
 */
public final class LayerNorm extends Module {
    private final Tensor a2;
    private final Tensor b2;
    private final double eps;

    public LayerNorm(int features) {
        this(features, 1e-6);
    }

    public LayerNorm(int features, double eps) {
        a2 = registerParameter("a_2", Tensor.ones(features));
        b2 = registerParameter("b_2", Tensor.zeros(features));
        this.eps = eps;
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor mean = x.mean(-1, true);
        Tensor std = x.std(Dims.of(-1), true, true);
        return a2.mul(x.sub(mean)).div(std.add(eps)).add(b2);
    }
}
