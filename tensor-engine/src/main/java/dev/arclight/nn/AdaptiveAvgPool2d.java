package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Means of as many stretches as the output has places, as {@code torch.nn.AdaptiveAvgPool2d}: {@code [N, C, H, W] → [N, C, H', W']}. */
public final class AdaptiveAvgPool2d extends Module implements Describable {
    private final int[] outputSize;

    /** @param outputSize one number or 2; -1 keeps an extent */
    public AdaptiveAvgPool2d(int... outputSize) {
        this.outputSize = Extents.of("AdaptiveAvgPool2d", "outputSize", 2, outputSize);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.adaptiveAvgPool2d(input, outputSize);
    }

    @Override
    public String type() {
        return "AdaptiveAvgPool2d";
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
