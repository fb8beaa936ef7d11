package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x·σ(x)}, as {@code torch.nn.SiLU}. */
public final class SiLU extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.silu(input);
    }

    @Override
    public String type() {
        return "SiLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
