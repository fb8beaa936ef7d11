package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the norms over batches and instances share: channels, scale and shift, and running statistics. */
public abstract sealed class NormLayer extends Module implements Describable
        permits BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
    final int numFeatures;
    final double eps;

    /** The share of a batch in the running statistics; null makes them plain averages. */
    final @Nullable Double momentum;

    final @Nullable Tensor weight;
    final @Nullable Tensor bias;
    final @Nullable Tensor runningMean;
    final @Nullable Tensor runningVar;
    private final @Nullable Tensor batches;

    NormLayer(int numFeatures, double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats) {
        if (numFeatures < 0) {
            throw new ShapeException(type() + ": " + numFeatures + " features; expected ≥ 0");
        }
        this.numFeatures = numFeatures;
        this.eps = eps;
        this.momentum = momentum;
        weight = affine ? registerParameter("weight", Tensor.ones(numFeatures)) : null;
        bias = affine ? registerParameter("bias", Tensor.zeros(numFeatures)) : null;
        runningMean = trackRunningStats ? registerBuffer("running_mean", Tensor.zeros(numFeatures)) : null;
        runningVar = trackRunningStats ? registerBuffer("running_var", Tensor.ones(numFeatures)) : null;
        batches = trackRunningStats ? registerBuffer("num_batches_tracked", Tensor.zeros(DType.INT64)) : null;
    }

    /** {@code [numFeatures]}, or null. */
    public final @Nullable Tensor weight() {
        return weight;
    }

    /** {@code [numFeatures]}, or null. */
    public final @Nullable Tensor bias() {
        return bias;
    }

    /** {@code [numFeatures]}, or null where none is kept. */
    public final @Nullable Tensor runningMean() {
        return runningMean;
    }

    /** {@code [numFeatures]}, or null where none is kept. */
    public final @Nullable Tensor runningVar() {
        return runningVar;
    }

    /** Forgets the running statistics. */
    public final void resetRunningStats() {
        if (runningMean != null && runningVar != null && batches != null) {
            runningMean.zero_();
            runningVar.fill_(1);
            batches.zero_();
        }
    }

    /** Counts a batch and gives its share in the running statistics. */
    final double countedMomentum() {
        if (!isTraining() || batches == null) {
            return momentum == null ? 0 : momentum;
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            batches.add_(Tensor.number(1L));
        }
        return momentum == null ? 1 / batches.item() : momentum;
    }

    /** The share of a batch for norms that, as PyTorch's, do not count their batches. */
    final double plainMomentum() {
        return momentum == null ? 0 : momentum;
    }

    /** @throws ShapeException unless the input has one of these ranks and this many channels at {@code dim} */
    final void requireInput(Tensor input, int rank, int lower, int dim) {
        if (input.rank() != rank && input.rank() != lower) {
            throw new ShapeException(
                    type() + ": input " + input.shape() + " must have " + lower + " or " + rank + " dimensions");
        }
        if (input.size(dim) != numFeatures) {
            throw new ShapeException(type() + ": input " + input.shape() + " has " + input.size(dim)
                    + " channels, expected " + numFeatures);
        }
    }

    @Override
    public final Map<String, Object> config() {
        return Map.of(
                "numFeatures",
                numFeatures,
                "eps",
                eps,
                // A negative one stands for none.
                "momentum",
                momentum == null ? -1.0 : momentum,
                "affine",
                weight != null,
                "trackRunningStats",
                runningMean != null);
    }

    @Override
    protected final String extraRepr() {
        return numFeatures + ", eps=" + pythonNumber(eps) + ", momentum=" + (momentum == null ? "None" : momentum)
                + ", affine=" + printed(weight != null) + ", track_running_stats=" + printed(runningMean != null);
    }
}
