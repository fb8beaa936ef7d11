package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tangent, as {@code torch.tan}. */
public record Tan() implements UnaryOp.Floating {
    public static final Tan OP = new Tan();

    @Override
    public float apply(float x) {
        return CircularFunctions.tan(x);
    }

    @Override
    public double apply(double x) {
        return Math.tan(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.output(0).square().add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.UNIT);
    }
}
