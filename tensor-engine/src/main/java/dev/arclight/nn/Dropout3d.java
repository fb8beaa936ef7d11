package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Zeros whole channels of {@code [N, C, D, H, W]} with probability p in training, as {@code torch.nn.Dropout3d}. */
public final class Dropout3d extends Module implements Describable {
    private final double p;

    public Dropout3d() {
        this(0.5);
    }

    public Dropout3d(double p) {
        this.p = Dropout.requireProbability("Dropout3d", p);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.dropoutChannels(input, p, isTraining(), 3);
    }

    @Override
    public String type() {
        return "Dropout3d";
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
