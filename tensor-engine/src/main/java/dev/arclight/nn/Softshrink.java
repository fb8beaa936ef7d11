package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** λ nearer to 0, as {@code torch.nn.Softshrink}. */
public final class Softshrink extends Module implements Describable {
    private final double lambda;

    public Softshrink() {
        this(0.5);
    }

    public Softshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.softshrink(input, lambda);
    }

    @Override
    public String type() {
        return "Softshrink";
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
