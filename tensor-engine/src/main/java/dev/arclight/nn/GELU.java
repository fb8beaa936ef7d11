package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x·Φ(x)} of every element, as {@code torch.nn.GELU} without approximation. */
public final class GELU extends Module implements Describable {

    @Override
    public Tensor forward(Tensor input) {
        return Functional.gelu(input);
    }

    @Override
    public String type() {
        return "GELU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
