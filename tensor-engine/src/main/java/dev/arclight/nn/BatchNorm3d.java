package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Each channel of {@code [N, C, D, H, W]} with mean 0 and variance 1 over the batch in training, by running statistics else;
 * as {@code torch.nn.BatchNorm3d} (Ioffe and Szegedy 2015).
 */
public final class BatchNorm3d extends NormLayer {
    public BatchNorm3d(int numFeatures) {
        this(numFeatures, 1e-5, 0.1, true, true);
    }

    /**
     * @param momentum the share of a batch in the running statistics; null makes them plain averages
     * @param affine whether there are a weight and a bias to learn
     * @param trackRunningStats whether running statistics are kept; if not, the batch's serve in evaluation too
     */
    public BatchNorm3d(
            int numFeatures, double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
        super(numFeatures, eps, momentum, affine, trackRunningStats);
    }

    @Override
    public Tensor forward(Tensor input) {
        requireInput(input, 5, 5, 1);
        boolean batch = isTraining() || runningMean == null;
        return Functional.batchNorm(input, runningMean, runningVar, weight, bias, batch, countedMomentum(), eps);
    }

    @Override
    public String type() {
        return "BatchNorm3d";
    }
}
