package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups of channels of each example with mean 0 and variance 1, as {@code torch.nn.GroupNorm} (Wu and He 2018). */
public final class GroupNorm extends Module implements Describable {
    private final int numGroups;
    private final int numChannels;
    private final double eps;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    public GroupNorm(int numGroups, int numChannels) {
        this(numGroups, numChannels, 1e-5, true);
    }

    /** @param affine whether there are a weight and a bias to learn, for each channel */
    public GroupNorm(int numGroups, int numChannels, double eps, boolean affine) {
        if (numGroups < 1 || numChannels % numGroups != 0) {
            throw new ShapeException("GroupNorm: " + numGroups + " groups must divide " + numChannels + " channels");
        }
        this.numGroups = numGroups;
        this.numChannels = numChannels;
        this.eps = eps;
        this.weight = affine ? registerParameter("weight", Tensor.ones(numChannels)) : null;
        this.bias = affine ? registerParameter("bias", Tensor.zeros(numChannels)) : null;
    }

    public @Nullable Tensor weight() {
        return weight;
    }

    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.groupNorm(input, numGroups, weight, bias, eps);
    }

    @Override
    public String type() {
        return "GroupNorm";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("numGroups", numGroups, "numChannels", numChannels, "eps", eps, "affine", weight != null);
    }

    @Override
    protected String extraRepr() {
        return numGroups + ", " + numChannels + ", eps=" + pythonNumber(eps) + ", affine=" + printed(weight != null);
    }
}
