package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log(1 + x)}, accurate near 0, as {@code torch.log1p}. */
public record Log1p() implements UnaryOp.Floating {
    public static final Log1p OP = new Log1p();

    @Override
    public float apply(float x) {
        return Functions.log1p(x);
    }

    @Override
    public double apply(double x) {
        return Functions.log1p(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0).add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
