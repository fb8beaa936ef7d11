package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient {@code g} where the output {@code y} of relu was positive or NaN, else 0. */
public record ReluBackward() implements BinaryOp.NotBool {
    public static final ReluBackward OP = new ReluBackward();

    @Override
    public float apply(float a, float b) {
        return b <= 0 ? 0f : a;
    }

    @Override
    public double apply(double a, double b) {
        return b <= 0 ? 0d : a;
    }

    @Override
    public long apply(long a, long b) {
        return b <= 0 ? 0L : a;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(OP, grad, saved.input(1)), null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
