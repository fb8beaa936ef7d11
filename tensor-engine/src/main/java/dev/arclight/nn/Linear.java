package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code y = x·Wᵀ + b}, as {@code torch.nn.Linear}: {@code [.., inFeatures] → [.., outFeatures]}. */
public final class Linear extends Module implements Describable {
    private final int inFeatures;
    private final int outFeatures;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    public Linear(int inFeatures, int outFeatures) {
        this(inFeatures, outFeatures, true);
    }

    /** @param bias whether something is added to the product */
    public Linear(int inFeatures, int outFeatures, boolean bias) {
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.weight = registerParameter("weight", Init.defaultWeight(outFeatures, inFeatures));
        this.bias = bias ? registerParameter("bias", Init.defaultBias(weight)) : null;
    }

    /** {@code [outFeatures, inFeatures]}. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [outFeatures]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    public int inFeatures() {
        return inFeatures;
    }

    public int outFeatures() {
        return outFeatures;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.linear(input, weight, bias);
    }

    @Override
    public String type() {
        return "Linear";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("inFeatures", inFeatures, "outFeatures", outFeatures, "bias", bias != null);
    }

    @Override
    protected String extraRepr() {
        return "in_features=" + inFeatures + ", out_features=" + outFeatures + ", bias=" + printed(bias != null);
    }
}
