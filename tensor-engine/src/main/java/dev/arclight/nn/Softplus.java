package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@link Functional#softplus(Tensor, double, double)}, as {@code torch.nn.Softplus}. */
public final class Softplus extends Module implements Describable {
    private final double beta;
    private final double threshold;

    public Softplus() {
        this(1, 20);
    }

    public Softplus(double beta, double threshold) {
        this.beta = beta;
        this.threshold = threshold;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.softplus(input, beta, threshold);
    }

    @Override
    public String type() {
        return "Softplus";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("beta", beta, "threshold", threshold);
    }

    @Override
    protected String extraRepr() {
        return "beta=" + beta + ", threshold=" + threshold;
    }
}
