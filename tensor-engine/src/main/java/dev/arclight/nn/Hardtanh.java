package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code min(max(x, minVal), maxVal)}, as {@code torch.nn.Hardtanh}. */
public final class Hardtanh extends Module implements Describable {
    private final double minVal;
    private final double maxVal;

    public Hardtanh() {
        this(-1, 1);
    }

    public Hardtanh(double minVal, double maxVal) {
        this.minVal = minVal;
        this.maxVal = maxVal;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.hardtanh(input, minVal, maxVal);
    }

    @Override
    public String type() {
        return "Hardtanh";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("minVal", minVal, "maxVal", maxVal);
    }

    @Override
    protected String extraRepr() {
        return "min_val=" + minVal + ", max_val=" + maxVal;
    }
}
