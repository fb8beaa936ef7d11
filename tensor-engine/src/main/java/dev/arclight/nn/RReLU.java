package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x} above 0, a random fraction of it below in training, as {@code torch.nn.RReLU}. */
public final class RReLU extends Module implements Describable {
    private final double lower;
    private final double upper;

    public RReLU() {
        this(1.0 / 8, 1.0 / 3);
    }

    public RReLU(double lower, double upper) {
        this.lower = lower;
        this.upper = upper;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.rrelu(input, lower, upper, isTraining());
    }

    @Override
    public String type() {
        return "RReLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("lower", lower, "upper", upper);
    }

    @Override
    protected String extraRepr() {
        return "lower=" + lower + ", upper=" + upper;
    }
}
