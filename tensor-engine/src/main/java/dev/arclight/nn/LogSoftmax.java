package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** The logarithm of softmax along a dimension, as {@code torch.nn.LogSoftmax}. */
public final class LogSoftmax extends Module implements Describable {
    private final int dim;

    public LogSoftmax(int dim) {
        this.dim = dim;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.logSoftmax(input, dim);
    }

    @Override
    public String type() {
        return "LogSoftmax";
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
