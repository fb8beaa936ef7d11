package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The last dimensions divided by their root mean square, as {@code torch.nn.RMSNorm} (Zhang and Sennrich 2019). */
public final class RMSNorm extends Module implements Describable {
    private final int[] normalizedShape;
    private final @Nullable Double eps;
    private final @Nullable Tensor weight;

    public RMSNorm(int... normalizedShape) {
        this(normalizedShape, null, true);
    }

    /**
     * @param normalizedShape the last extents of the input
     * @param eps added to the mean square; null for the distance from 1 to the next number of the input's dtype
     * @param elementwiseAffine whether there is a weight to learn
     */
    public RMSNorm(int[] normalizedShape, @Nullable Double eps, boolean elementwiseAffine) {
        this.normalizedShape = normalizedShape.clone();
        this.eps = eps;
        this.weight = elementwiseAffine ? registerParameter("weight", Tensor.ones(normalizedShape)) : null;
    }

    public @Nullable Tensor weight() {
        return weight;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.rmsNorm(input, normalizedShape, weight, eps);
    }

    @Override
    public String type() {
        return "RMSNorm";
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("normalizedShape", Arrays.stream(normalizedShape).boxed().toList());
        config.put("elementwiseAffine", weight != null);
        if (eps != null) {
            config.put("eps", eps);
        }
        return config;
    }

    @Override
    protected String extraRepr() {
        return Extents.printed(normalizedShape) + ", eps=" + (eps == null ? "None" : pythonNumber(eps))
                + ", elementwise_affine=" + printed(weight != null);
    }
}
