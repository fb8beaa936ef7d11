package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logarithm to base 10, as {@code torch.log10}. */
public record Log10() implements UnaryOp.Floating {
    public static final Log10 OP = new Log10();

    @Override
    public float apply(float x) {
        return Functions.log10(x);
    }

    @Override
    public double apply(double x) {
        return Math.log10(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0).mul(Math.log(10))));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
