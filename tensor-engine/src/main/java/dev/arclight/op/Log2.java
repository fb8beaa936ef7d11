package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logarithm to base 2, as {@code torch.log2}. */
public record Log2() implements UnaryOp.Floating {
    public static final Log2 OP = new Log2();

    @Override
    public float apply(float x) {
        return Functions.log2(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.log2(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0).mul(Math.log(2))));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
