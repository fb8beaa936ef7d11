package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code softmax(-x)} along a dimension, as {@code torch.nn.Softmin}. */
public final class Softmin extends Module implements Describable {
    private final int dim;

    public Softmin(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.softmin(input, dim);
    }

    @Override
    public String type() {
        return "Softmin";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("dim", dim);
    }

    @Override
    protected String extraRepr() {
        return "dim=" + dim;
    }
}
