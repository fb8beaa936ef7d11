package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Each channel of each example of {@code [N, C, L] or [C, L]} with mean 0 and variance 1, as {@code torch.nn.InstanceNorm1d}. */
public final class InstanceNorm1d extends NormLayer {
    /** Nothing to learn and no running statistics, as PyTorch starts. */
    public InstanceNorm1d(int numFeatures) {
        this(numFeatures, 1e-5, 0.1, false, false);
    }

    /**
     * @param momentum the share of a batch in the running statistics
     * @param affine whether there are a weight and a bias to learn
     * @param trackRunningStats whether running statistics are kept, and used in evaluation
     */
    public InstanceNorm1d(
            int numFeatures, double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
        super(numFeatures, eps, momentum, affine, trackRunningStats);
    }

    @Override
    public Tensor forward(Tensor input) {
        boolean single = input.rank() == 2;
        requireInput(input, 3, 2, single ? 0 : 1);
        Tensor x = single ? input.unsqueeze(0) : input;
        boolean own = isTraining() || runningMean == null;
        Tensor y = Functional.instanceNorm(x, runningMean, runningVar, weight, bias, own, plainMomentum(), eps);
        return single ? y.squeeze(0) : y;
    }

    @Override
    public String type() {
        return "InstanceNorm1d";
    }
}
