package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code max(x, 0)} of every element, as {@code torch.nn.ReLU}. */
public final class ReLU extends Module implements Describable {

    @Override
    public Tensor forward(Tensor input) {
        return input.relu();
    }

    @Override
    public String type() {
        return "ReLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
