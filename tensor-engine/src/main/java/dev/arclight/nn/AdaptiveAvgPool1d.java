package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Means of as many stretches as the output has places, as {@code torch.nn.AdaptiveAvgPool1d}: {@code [N, C, L] → [N, C, L']}. */
public final class AdaptiveAvgPool1d extends Module implements Describable {
    private final int[] outputSize;

    public AdaptiveAvgPool1d(int outputSize) {
        this.outputSize = new int[] {outputSize};
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.adaptiveAvgPool1d(input, outputSize[0]);
    }

    @Override
    public String type() {
        return "AdaptiveAvgPool1d";
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
