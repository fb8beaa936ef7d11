package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** The input as it is, as {@code torch.nn.Identity}. */
public final class Identity extends Module implements Describable {

    @Override
    public Tensor forward(Tensor input) {
        return input;
    }

    @Override
    public String type() {
        return "Identity";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
