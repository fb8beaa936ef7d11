package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@link Functional#selu}, as {@code torch.nn.SELU}. */
public final class SELU extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.selu(input);
    }

    @Override
    public String type() {
        return "SELU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
