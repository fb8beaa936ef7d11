package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Gelu} approximated by tanh, as {@code torch.nn.functional.gelu(x, approximate="tanh")}. */
public record GeluTanh() implements UnaryOp.OnlyFloating {
    public static final GeluTanh OP = new GeluTanh();

    @Override
    public float apply(float x) {
        return Functions.geluTanh(x);
    }

    @Override
    public double apply(double x) {
        return Functions.geluTanh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(GeluTanhBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
