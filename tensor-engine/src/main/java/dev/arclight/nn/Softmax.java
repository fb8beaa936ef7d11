package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Probabilities along a dimension, as {@code torch.nn.Softmax}. */
public final class Softmax extends Module implements Describable {
    private final int dim;

    public Softmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.softmax(dim);
    }

    @Override
    public String type() {
        return "Softmax";
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
