package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Means of as many stretches as the output has places, as {@code torch.nn.AdaptiveAvgPool3d}: {@code [N, C, D, H, W] → [N, C, D', H', W']}. */
public final class AdaptiveAvgPool3d extends Module implements Describable {
    private final int[] outputSize;

    /** @param outputSize one number or 3; -1 keeps an extent */
    public AdaptiveAvgPool3d(int... outputSize) {
        this.outputSize = Extents.of("AdaptiveAvgPool3d", "outputSize", 3, outputSize);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.adaptiveAvgPool3d(input, outputSize);
    }

    @Override
    public String type() {
        return "AdaptiveAvgPool3d";
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
