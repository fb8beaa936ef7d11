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
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor input = saved.input(0);
        return Op.grads(Dispatch.run(
                new ExtremeBackward(folded(input.shape()), true, false), keepingDims(grad, input.shape()), input));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Amax::new, Sample.Domain.DISTINCT);
    }
}
