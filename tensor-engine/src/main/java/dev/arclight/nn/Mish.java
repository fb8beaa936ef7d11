package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x·tanh(ln(1 + eˣ))}, as {@code torch.nn.Mish}. */
public final class Mish extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.mish(input);
    }

    @Override
    public String type() {
        return "Mish";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
