package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code x} above 0, a learnt fraction of it below, as {@code torch.nn.PReLU} (He et al. 2015). */
public final class PReLU extends Module implements Describable {
    private final int numParameters;
    private final Tensor weight;

    /** One fraction for all channels, 0.25 at first. */
    public PReLU() {
        this(1, 0.25);
    }

    /** @param numParameters 1, or the number of channels */
    public PReLU(int numParameters, double init) {
        this.numParameters = numParameters;
        this.weight = registerParameter("weight", Init.constant_(Tensor.zeros(numParameters), init));
    }

    /** {@code [numParameters]}. */
    public Tensor weight() {
        return weight;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.prelu(input, weight);
    }

    @Override
    public String type() {
        return "PReLU";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("numParameters", numParameters);
    }

    @Override
    protected String extraRepr() {
        return "num_parameters=" + numParameters;
    }
}
