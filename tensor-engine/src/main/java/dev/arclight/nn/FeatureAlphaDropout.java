package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@link AlphaDropout} of whole channels of {@code [N, C, …]}, as {@code torch.nn.FeatureAlphaDropout}. */
public final class FeatureAlphaDropout extends Module implements Describable {
    private final double p;

    public FeatureAlphaDropout() {
        this(0.5);
    }

    public FeatureAlphaDropout(double p) {
        this.p = Dropout.requireProbability("FeatureAlphaDropout", p);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.featureAlphaDropout(input, p, isTraining());
    }

    @Override
    public String type() {
        return "FeatureAlphaDropout";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("p", p);
    }

    @Override
    protected String extraRepr() {
        return "p=" + p + ", inplace=False";
    }
}
