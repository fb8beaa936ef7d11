package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/** {@link Functional#localResponseNorm} with its settings, as {@code torch.nn.LocalResponseNorm}. */
public final class LocalResponseNorm extends Module implements Describable {
    private final int size;
    private final double alpha;
    private final double beta;
    private final double k;

    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    /** @param size how many neighbouring channels count */
    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.localResponseNorm(input, size, alpha, beta, k);
    }

    @Override
    public String type() {
        return "LocalResponseNorm";
    }

    @Override
    public Map<String, Object> config() {
        return new TreeMap<>(Map.of("size", size, "alpha", alpha, "beta", beta, "k", k));
    }

    @Override
    protected String extraRepr() {
        return size + ", alpha=" + pythonNumber(alpha) + ", beta=" + pythonNumber(beta) + ", k=" + pythonNumber(k);
    }
}
