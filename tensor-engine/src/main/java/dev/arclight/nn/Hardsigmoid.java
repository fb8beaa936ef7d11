package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code min(max(x + 3, 0), 6) / 6}, as {@code torch.nn.Hardsigmoid}. */
public final class Hardsigmoid extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.hardsigmoid(input);
    }

    @Override
    public String type() {
        return "Hardsigmoid";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
