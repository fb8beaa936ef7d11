package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code min(max(x, 0), 6)}, as {@code torch.nn.ReLU6}. */
public final class ReLU6 extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.relu6(input);
    }

    @Override
    public String type() {
        return "ReLU6";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
