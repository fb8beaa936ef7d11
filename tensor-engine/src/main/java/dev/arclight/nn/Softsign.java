package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x / (1 + |x|)}, as {@code torch.nn.Softsign}. */
public final class Softsign extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.softsign(input);
    }

    @Override
    public String type() {
        return "Softsign";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
