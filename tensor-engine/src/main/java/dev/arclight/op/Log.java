package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The natural logarithm, as {@code torch.log}: -inf at 0, NaN below. */
public record Log() implements UnaryOp.Floating {
    public static final Log OP = new Log();

    @Override
    public float apply(float x) {
        return Functions.log(x);
    }

    @Override
    public double apply(double x) {
        return Math.log(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
