package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** The largest of as many stretches as the output has places, as {@code torch.nn.AdaptiveMaxPool2d}: {@code [N, C, H, W] → [N, C, H', W']}. */
public final class AdaptiveMaxPool2d extends Module implements Describable {
    private final int[] outputSize;

    /** @param outputSize one number or 2; -1 keeps an extent */
    public AdaptiveMaxPool2d(int... outputSize) {
        this.outputSize = Extents.of("AdaptiveMaxPool2d", "outputSize", 2, outputSize);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.adaptiveMaxPool2d(input, outputSize);
    }

    @Override
    public String type() {
        return "AdaptiveMaxPool2d";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("outputSize", Arrays.stream(outputSize).boxed().toList());
    }

    @Override
    protected String extraRepr() {
        return "output_size=" + Extents.shortest(outputSize);
    }
}
