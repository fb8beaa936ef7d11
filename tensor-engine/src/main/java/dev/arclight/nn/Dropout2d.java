package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Zeros whole channels of {@code [N, C, H, W]} with probability p in training, as {@code torch.nn.Dropout2d}. */
public final class Dropout2d extends Module implements Describable {
    private final double p;

    public Dropout2d() {
        this(0.5);
    }

    public Dropout2d(double p) {
        this.p = Dropout.requireProbability("Dropout2d", p);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.dropoutChannels(input, p, isTraining(), 2);
    }

    @Override
    public String type() {
        return "Dropout2d";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("p", p);
    }

    @Override
    protected String extraRepr() {
        return "p=" + p + ", inplace=False";
    }
}
