package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest element over some dimensions, as {@code torch.amin}: NaN wins, ties share the gradient. */
public record Amin(Dims dims, boolean keepDim) implements ReduceOp {
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
                new ExtremeBackward(folded(input.shape()), false, false), keepingDims(grad, input.shape()), input));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Amin::new, Sample.Domain.DISTINCT);
    }
}
