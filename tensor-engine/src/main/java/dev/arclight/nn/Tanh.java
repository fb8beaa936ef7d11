package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** The hyperbolic tangent of every element, as {@code torch.nn.Tanh}. */
public final class Tanh extends Module implements Describable {

    @Override
    public Tensor forward(Tensor input) {
        return input.tanh();
    }

    @Override
    public String type() {
        return "Tanh";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
