package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Zeros whole channels of {@code [N, C, L]} with probability p in training, as {@code torch.nn.Dropout1d}. */
public final class Dropout1d extends Module implements Describable {
    private final double p;

    public Dropout1d() {
        this(0.5);
    }

    public Dropout1d(double p) {
        this.p = Dropout.requireProbability("Dropout1d", p);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.dropoutChannels(input, p, isTraining(), 1);
    }

    @Override
    public String type() {
        return "Dropout1d";
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
