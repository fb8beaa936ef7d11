package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log Σ eˣ} over some dimensions, as {@code torch.logsumexp}; whole numbers are taken as float32. */
public record LogSumExp(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(Op.floating(inputs[0].dtype()), reducedShape(inputs[0].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        Tensor result = keepingDims(saved.output(0), input.shape());
        return Op.grads(keepingDims(grad, input.shape()).mul(input.sub(result).exp()));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(LogSumExp::new, Sample.Domain.REAL);
    }
}
