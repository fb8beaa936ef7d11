package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x²}, as {@code torch.square}; of bools int64. */
public record Square() implements UnaryOp {
    public static final Square OP = new Square();

    @Override
    public float apply(float x) {
        return x * x;
    }

    @Override
    public double apply(double x) {
        return x * x;
    }

    @Override
    public long apply(long x) {
        return x * x;
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        DType dtype = inputs[0].dtype();
        return Op.one(dtype == DType.BOOL ? DType.INT64 : dtype, inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0)).mul(2.0));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
