package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last dimensions with mean 0 and variance 1, as {@code torch.nn.LayerNorm} (Ba et al. 2016). */
public final class LayerNorm extends Module implements Describable {
    private final int[] normalizedShape;
    private final double eps;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    public LayerNorm(int... normalizedShape) {
        this(normalizedShape, 1e-5, true, true);
    }

    /**
     * @param normalizedShape the last extents of the input
     * @param elementwiseAffine whether there is a weight to learn
     * @param bias whether there is a bias to learn, if there is a weight
     */
    public LayerNorm(int[] normalizedShape, double eps, boolean elementwiseAffine, boolean bias) {
        this.normalizedShape = normalizedShape.clone();
        this.eps = eps;
        this.weight = elementwiseAffine ? registerParameter("weight", Tensor.ones(normalizedShape)) : null;
        this.bias = elementwiseAffine && bias ? registerParameter("bias", Tensor.zeros(normalizedShape)) : null;
    }

    public @Nullable Tensor weight() {
        return weight;
    }

    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.layerNorm(input, normalizedShape, weight, bias, eps);
    }

    @Override
    public String type() {
        return "LayerNorm";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of(
                "normalizedShape",
                Arrays.stream(normalizedShape).boxed().toList(),
                "eps",
                eps,
                "elementwiseAffine",
                weight != null,
                "bias",
                bias != null);
    }

    @Override
    protected String extraRepr() {
        return Extents.printed(normalizedShape) + ", eps=" + pythonNumber(eps) + ", elementwise_affine="
                + printed(weight != null);
    }
}
