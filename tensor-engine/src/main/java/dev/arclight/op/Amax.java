package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The largest element over some dimensions, as {@code torch.amax}: NaN wins, ties share the gradient. */
public record Amax(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        requireElements(inputs[0].shape());
        return Op.one(inputs[0].dtype(), reducedShape(inputs[0].shape()));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        Tensor chosen = input.eq(keepingDims(saved.output(0), input.shape())).to(grad.dtype());
        Tensor share = chosen.div(Dispatch.run(new Sum(dims, true), chosen));
        return Op.grads(share.mul(keepingDims(grad, input.shape())));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Amax::new, Sample.Domain.DISTINCT);
    }
}
