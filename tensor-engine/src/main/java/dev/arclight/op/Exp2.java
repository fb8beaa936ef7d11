package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code 2ˣ}, as {@code torch.exp2}. */
public record Exp2() implements UnaryOp.Floating {
    public static final Exp2 OP = new Exp2();

    @Override
    public float apply(float x) {
        return Functions.exp2(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.exp2(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.output(0)).mul(Math.log(2)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
