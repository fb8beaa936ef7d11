package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.TensorType;
import java.util.List;

/** Whether an element over some dimensions is not zero, as {@code torch.any}: NaN counts as true, uint8 stays uint8. */
public record Any(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        DType dtype = inputs[0].dtype();
        return Op.one(dtype == DType.UINT8 ? dtype : DType.BOOL, reducedShape(inputs[0].shape()));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Any::new, Sample.Domain.REAL);
    }
}
