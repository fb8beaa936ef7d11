package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code (Σ |x|ᵖ)^(1/p)} over some dimensions, as {@code torch.linalg.vector_norm}: the largest magnitude for p = ∞, the
 * smallest for −∞, the number of elements that are not zero for 0.
 */
public record Norm(double p, Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        Shape shape = inputs[0].shape();
        if ((p < 0 || p == Double.POSITIVE_INFINITY) && foldedSize(shape) == 0) {
            throw new ShapeException(name() + ": of order " + p + " over no elements is not defined, shape " + shape);
        }
        return Op.one(inputs[0].dtype(), reducedShape(shape));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor g = keepingDims(grad, x.shape());
        if (p == 0) {
            // A count does not change with what is counted, be it NaN.
            return Op.grads(Tensor.zerosLike(x));
        }
        if (p == 1) {
            return Op.grads(x.sign().mul(g));
        }
        Tensor norm = keepingDims(saved.output(0), x.shape());
        Tensor zero = Tensor.number(0.0);
        if (Double.isInfinite(p)) {
            Tensor magnitude = x.abs();
            Tensor chosen =
                    Dispatch.run(Where.OP, x.eq(x), magnitude.eq(norm), Tensor.ones(dev.arclight.tensor.DType.BOOL));
            Tensor mask = chosen.to(grad.dtype());
            return Op.grads(x.sign().mul(mask).mul(g.div(mask.sum(folded(x.shape()), true))));
        }
        Tensor flat = norm.eq(0.0);
        if (p == 2) {
            return Op.grads(x.mul(Tensor.where(flat, zero, g.div(norm))));
        }
        if (p < 1) {
            Tensor scaled = Tensor.where(x.eq(0.0), zero, x.sign().mul(x.abs().pow(p - 1)));
            return Op.grads(scaled.mul(g).mul(norm.pow(1 - p)));
        }
        Tensor scale = Tensor.where(flat, zero, g.div(norm.pow(p - 1)));
        return Op.grads(
                p < 2
                        ? x.sign().mul(x.abs().pow(p - 1)).mul(scale)
                        : x.mul(x.abs().pow(p - 2)).mul(scale));
    }

    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(ReduceOp.samples((dims, keepDim) -> new Norm(2, dims, keepDim), Sample.Domain.NONZERO));
        for (double p : new double[] {0, 1, 3, 1.5, 0.5, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            samples.add(Sample.of(new Norm(p, Dims.of(), false), Sample.nonzero(2, 3)));
            samples.add(Sample.of(new Norm(p, Dims.of(1), true), Sample.nonzero(2, 5)));
            samples.add(Sample.of(new Norm(p, Dims.of(0, 2), false), Sample.nonzero(3, 2, 2)));
        }
        return List.copyOf(samples);
    }
}
