package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@link Functional#celu}, as {@code torch.nn.CELU}. */
public final class CELU extends Module implements Describable {
    private final double alpha;

    public CELU() {
        this(1);
    }

    public CELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.celu(input, alpha);
    }

    @Override
    public String type() {
        return "CELU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("alpha", alpha);
    }

    @Override
    protected String extraRepr() {
        return "alpha=" + alpha;
    }
}
