package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Zeros elements with probability p in training and scales the rest by {@code 1 / (1 - p)}, as {@code torch.nn.Dropout}.
 * Draws from {@link dev.arclight.tensor.Generator#current}. */
public final class Dropout extends Module implements Describable {
    private final double p;

    public Dropout(double p) {
        this.p = requireProbability("Dropout", p);
    }

    public Dropout() {
        this(0.5);
    }

    static double requireProbability(String name, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(name + ": p is " + p + "; it must be from 0 to 1");
        }
        return p;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.dropout(input, p, isTraining());
    }

    @Override
    public String type() {
        return "Dropout";
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
