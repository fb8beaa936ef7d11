package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.TensorType;
import java.util.List;

/** How many elements over some dimensions are not zero, as int64; NaN counts. */
public record CountNonzero(Dims dims, boolean keepDim) implements ReduceOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(DType.INT64, reducedShape(inputs[0].shape()));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return ReduceOp.samples(CountNonzero::new, Sample.Domain.REAL);
    }
}
