package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sum of squared distances from the mean over some dimensions, divided by their number less {@code correction}, as
 * {@code torch.var}.
 */
public record Var(Dims dims, double correction, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireFloating(name(), inputs[0].dtype());
        return Op.one(inputs[0].dtype(), reducedShape(inputs[0].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        return Op.grads(gradient(this, correction, input, keepingDims(grad, input.shape())));
    }

    /** @param grad with the folded dimensions kept */
    static Tensor gradient(ReduceOp op, double correction, Tensor input, Tensor grad) {
        Shape shape = input.shape();
        double freedom = op.foldedSize(shape) - correction;
        Tensor distance = input.sub(input.mean(op.folded(shape), true));
        if (freedom <= 0 && (op.dims().count() == 0 || shape.rank() == 0)) {
            // As in PyTorch: the limits of 2 / 0 · (x - mean).
            return grad.mul(
                    Tensor.where(distance.eq(0.0), Tensor.number(Double.NaN), Tensor.number(Double.POSITIVE_INFINITY)));
        }
        return distance.mul(grad.mul(2 / freedom));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples((dims, keepDim) -> new Var(dims, 0, keepDim), Sample.Domain.REAL);
    }
}
