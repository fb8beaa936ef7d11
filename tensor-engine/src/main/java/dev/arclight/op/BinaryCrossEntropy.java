package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code -(t·ln x + (1 - t)·ln(1 - x))} for a probability x and a target t, each logarithm at least -100, as
 * {@code torch.nn.functional.binary_cross_entropy} before it is reduced.
 */
public record BinaryCrossEntropy() implements BinaryOp {
    public static final BinaryCrossEntropy OP = new BinaryCrossEntropy();

    private static final double LEAST_LOGARITHM = -100;

    /** What the gradient's denominator {@code x·(1 - x)} is at least, as in PyTorch. */
    private static final double LEAST_VARIANCE = 1e-12;

    @Override
    public DType resultType(DType promoted) {
        if (!promoted.isFloating()) {
            throw new DTypeException(
                    "binaryCrossEntropy: not defined for " + promoted + "; convert with to(DType.FLOAT32)");
        }
        return promoted;
    }

    @Override
    public float apply(float x, float t) {
        return (float) apply((double) x, t);
    }

    @Override
    public double apply(double x, double t) {
        return (t - 1) * Math.max(Math.log1p(-x), LEAST_LOGARITHM) - t * Math.max(Math.log(x), LEAST_LOGARITHM);
    }

    @Override
    public long apply(long x, long t) {
        throw new UnsupportedOperationException("binaryCrossEntropy computes in floating point");
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor t = saved.input(1);
        Tensor ofInput = null;
        if (saved.needs(0)) {
            Tensor variance = x.mul(x.neg().add(1));
            ofInput = grad.mul(x.sub(t)).div(variance.maximum(Tensor.number(LEAST_VARIANCE)));
        }
        Tensor ofTarget = saved.needs(1) ? grad.mul(x.neg().add(1).log().sub(x.log())) : null;
        return Op.grads(ofInput, ofTarget);
    }

    /** Probabilities are away from 0 and 1, where differences tell nothing of the gradient. */
    public static List<Sample> samples() {
        return List.of(
                Sample.of(OP, Sample.probability(2, 3), Sample.probability(2, 3)),
                Sample.of(OP, Sample.probability(37), Sample.probability(37)),
                Sample.of(OP, Sample.probability(2, 1), Sample.probability(1, 3)),
                Sample.of(OP, Sample.probability(), Sample.probability()),
                Sample.of(OP, Sample.probability(0, 3), Sample.probability(3)));
    }
}
