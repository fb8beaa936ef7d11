package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code 1 / (1 + e⁻ˣ)} of every element, as {@code torch.nn.Sigmoid}. */
public final class Sigmoid extends Module implements Describable {

    @Override
    public Tensor forward(Tensor input) {
        return input.sigmoid();
    }

    @Override
    public String type() {
        return "Sigmoid";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
