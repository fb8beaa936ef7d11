package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Dropout that keeps mean and variance of what {@code SELU} gives, as {@code torch.nn.AlphaDropout}. */
public final class AlphaDropout extends Module implements Describable {
    private final double p;

    public AlphaDropout() {
        this(0.5);
    }

    public AlphaDropout(double p) {
        this.p = Dropout.requireProbability("AlphaDropout", p);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.alphaDropout(input, p, isTraining());
    }

    @Override
    public String type() {
        return "AlphaDropout";
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
