package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient {@code g} where the output {@code y} of relu was positive, else 0. */
public record ReluBackward() implements BinaryOp {
    public static final ReluBackward OP = new ReluBackward();

    @Override
    public float apply(float a, float b) {
        return b > 0 ? a : 0f;
    }

    @Override
    public double apply(double a, double b) {
        return b > 0 ? a : 0d;
    }

    @Override
    public long apply(long a, long b) {
        return b > 0 ? a : 0L;
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
