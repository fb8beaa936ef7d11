package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x} above the threshold, a value elsewhere, as {@code torch.nn.Threshold}. */
public final class Threshold extends Module implements Describable {
    private final double threshold;
    private final double value;

    public Threshold(double threshold, double value) {
        this.threshold = threshold;
        this.value = value;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.threshold(input, threshold, value);
    }

    @Override
    public String type() {
        return "Threshold";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("threshold", threshold, "value", value);
    }

    @Override
    protected String extraRepr() {
        return "threshold=" + threshold + ", value=" + value;
    }
}
