package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@link Functional#elu(Tensor, double)}, as {@code torch.nn.ELU}. */
public final class ELU extends Module implements Describable {
    private final double alpha;

    public ELU() {
        this(1);
    }

    public ELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.elu(input, alpha);
    }

    @Override
    public String type() {
        return "ELU";
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
