package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a - b}, as {@code torch.sub}; not defined on bools. */
public record Sub() implements BinaryOp {
    public static final Sub OP = new Sub();

    @Override
    public float apply(float a, float b) {
        return a - b;
    }

    @Override
    public double apply(double a, double b) {
        return a - b;
    }

    @Override
    public long apply(long a, long b) {
        return a - b;
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].dtype() == DType.BOOL || inputs[1].dtype() == DType.BOOL) {
            throw new DTypeException("sub: got " + inputs[0].dtype() + inputs[0].shape() + " and " + inputs[1].dtype()
                    + inputs[1].shape() + ", and bool has no differences; use ne() or logicalNot(), or convert with"
                    + " to(DType.INT32)");
        }
        return BinaryOp.super.infer(inputs);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, saved.needs(1) ? grad.neg() : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
