package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code y = x·Wᵀ + b}, as {@code torch.nn.Linear}: {@code [.., inFeatures] → [.., outFeatures]}. */
public final class Linear extends Module implements Describable, Quantizable {
    private final int inFeatures;
    private final int outFeatures;
    private Tensor weight;
    private @Nullable Tensor bias;

    /** Of the weight's rows, if it is int8. */
    private @Nullable Tensor scale;

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

    /** {@code [outFeatures, inFeatures]}, of dtype int8 if {@link #isInt8}. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [outFeatures]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    /** What a step of each row of the weight is worth, {@code [outFeatures]}; null unless it is int8. */
    public @Nullable Tensor scale() {
        return scale;
    }

    @Override
    public Runnable rounded() {
        if (isInt8()) {
            return () -> {};
        }
        Map<String, Tensor> state = inInt8("weight"::equals);
        return () -> {
            becomeBuffers(state);
            weight = Objects.requireNonNull(state.get("weight"));
            scale = state.get("scale");
            bias = state.get("bias");
        };
    }

    @Override
    public boolean isInt8() {
        return scale != null;
    }

    public int inFeatures() {
        return inFeatures;
    }

    public int outFeatures() {
        return outFeatures;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Int8Functions.linear(input, weight, scale, bias);
    }

    @Override
    public String type() {
        return isInt8() ? "QuantizedLinear" : "Linear";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("inFeatures", inFeatures, "outFeatures", outFeatures, "bias", bias != null);
    }

    @Override
    protected String printedName() {
        return isInt8() ? "DynamicQuantizedLinear" : super.printedName();
    }

    @Override
    protected String extraRepr() {
        return "in_features=" + inFeatures + ", out_features=" + outFeatures + ", bias=" + printed(bias != null)
                + (isInt8() ? ", dtype=int8" : "");
    }
}
