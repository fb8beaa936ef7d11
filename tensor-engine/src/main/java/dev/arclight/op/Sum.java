package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sum over some dimensions, as {@code torch.sum}; bools and integers are summed as int64. */
public record Sum(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        DType dtype = inputs[0].dtype();
        return Op.one(dtype.isFloating() ? dtype : DType.INT64, reducedShape(inputs[0].shape()));
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape shape = saved.inputType(0).shape();
        return Op.grads(keepingDims(grad, shape).expand(shape.toArray()));
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(Sum::new, Sample.Domain.REAL);
    }
}
