package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** The largest of as many stretches as the output has places, as {@code torch.nn.AdaptiveMaxPool1d}: {@code [N, C, L] → [N, C, L']}. */
public final class AdaptiveMaxPool1d extends Module implements Describable {
    private final int[] outputSize;

    public AdaptiveMaxPool1d(int outputSize) {
        this.outputSize = new int[] {outputSize};
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.adaptiveMaxPool1d(input, outputSize[0]);
    }

    @Override
    public String type() {
        return "AdaptiveMaxPool1d";
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
