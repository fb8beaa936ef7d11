package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** 0 for numbers up to λ in size, as {@code torch.nn.Hardshrink}. */
public final class Hardshrink extends Module implements Describable {
    private final double lambda;

    public Hardshrink() {
        this(0.5);
    }

    public Hardshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.hardshrink(input, lambda);
    }

    @Override
    public String type() {
        return "Hardshrink";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("lambda", lambda);
    }

    @Override
    protected String extraRepr() {
        return "lambd=" + lambda;
    }
}
