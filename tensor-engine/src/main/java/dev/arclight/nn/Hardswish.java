package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x·min(max(x + 3, 0), 6) / 6}, as {@code torch.nn.Hardswish}. */
public final class Hardswish extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.hardswish(input);
    }

    @Override
    public String type() {
        return "Hardswish";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
