package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x} above 0, a fraction of it below, as {@code torch.nn.LeakyReLU}. */
public final class LeakyReLU extends Module implements Describable {
    private final double negativeSlope;

    public LeakyReLU() {
        this(0.01);
    }

    public LeakyReLU(double negativeSlope) {
        this.negativeSlope = negativeSlope;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.leakyRelu(input, negativeSlope);
    }

    @Override
    public String type() {
        return "LeakyReLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("negativeSlope", negativeSlope);
    }

    @Override
    protected String extraRepr() {
        return "negative_slope=" + negativeSlope;
    }
}
