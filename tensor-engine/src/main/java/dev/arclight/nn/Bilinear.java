package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** {@code y[k] = x1·A[k]·x2 + b[k]}, as {@code torch.nn.Bilinear}. */
public final class Bilinear extends Module {
    private final int in1Features;
    private final int in2Features;
    private final int outFeatures;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    public Bilinear(int in1Features, int in2Features, int outFeatures) {
        this(in1Features, in2Features, outFeatures, true);
    }

    public Bilinear(int in1Features, int in2Features, int outFeatures, boolean bias) {
        this.in1Features = in1Features;
        this.in2Features = in2Features;
        this.outFeatures = outFeatures;
        double bound = 1 / Math.sqrt((double) in1Features);
        this.weight = registerParameter("weight", Init.uniformWithin(bound, outFeatures, in1Features, in2Features));
        this.bias = bias ? registerParameter("bias", Init.uniformWithin(bound, outFeatures)) : null;
    }

    /** {@code [outFeatures, in1Features, in2Features]}. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [outFeatures]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    /** {@code [.., in1Features]} and {@code [.., in2Features]} to {@code [.., outFeatures]}. */
    public Tensor forward(Tensor input1, Tensor input2) {
        return Functional.bilinear(input1, input2, weight, bias);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor input1, Tensor input2) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), input1, input2));
    }

    @Override
    protected String extraRepr() {
        return "in1_features=" + in1Features + ", in2_features=" + in2Features + ", out_features=" + outFeatures
                + ", bias=" + printed(bias != null);
    }
}
