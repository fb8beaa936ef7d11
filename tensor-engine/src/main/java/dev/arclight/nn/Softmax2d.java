package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Probabilities over the channels of {@code [N, C, H, W]} or {@code [C, H, W]}, as {@code torch.nn.Softmax2d}. */
public final class Softmax2d extends Module implements Describable {
    public Softmax2d() {}

    @Override
    public Tensor forward(Tensor input) {
        if (input.rank() != 3 && input.rank() != 4) {
            throw new ShapeException("Softmax2d: input " + input.shape() + " must be [N, C, H, W] or [C, H, W]");
        }
        return input.softmax(-3);
    }

    @Override
    public String type() {
        return "Softmax2d";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
