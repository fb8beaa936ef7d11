package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code 1 / √x}, as {@code torch.rsqrt}. */
public record Rsqrt() implements UnaryOp.Floating {
    public static final Rsqrt OP = new Rsqrt();

    @Override
    public float apply(float x) {
        return 1 / (float) Math.sqrt(x);
    }

    @Override
    public double apply(double x) {
        return 1 / Math.sqrt(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(Dispatch.run(Cube.OP, saved.output(0))).mul(-0.5));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
