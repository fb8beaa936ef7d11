package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x x x}, as {@code torch.pow(x, 3)} computes it. */
public record Cube() implements UnaryOp {
    public static final Cube OP = new Cube();

    @Override
    public float apply(float x) {
        return x * x * x;
    }

    @Override
    public double apply(double x) {
        return x * x * x;
    }

    @Override
    public long apply(long x) {
        return x * x * x;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().mul(3.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
