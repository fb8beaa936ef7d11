package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x - tanh(x)}, as {@code torch.nn.Tanhshrink}. */
public final class Tanhshrink extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.tanhshrink(input);
    }

    @Override
    public String type() {
        return "Tanhshrink";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
