package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** -1, 0 or 1, as {@code torch.sign}; NaN gives 0 there and here. */
public record Sign() implements UnaryOp {
    public static final Sign OP = new Sign();

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public float apply(float x) {
        return x > 0 ? 1f : x < 0 ? -1f : 0f;
    }

    @Override
    public double apply(double x) {
        return x > 0 ? 1d : x < 0 ? -1d : 0d;
    }

    @Override
    public long apply(long x) {
        return Long.signum(x);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Tensor.zerosLike(grad));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
