package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code eˣ}, as {@code torch.exp}. */
public record Exp() implements UnaryOp.Floating {
    public static final Exp OP = new Exp();

    @Override
    public float apply(float x) {
        return Functions.exp(x);
    }

    @Override
    public double apply(double x) {
        return Functions.exp(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.output(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
