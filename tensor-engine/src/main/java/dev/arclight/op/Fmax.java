package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The larger of two, the other one where one is NaN, as {@code torch.fmax}; on a tie the gradient is the first one's. */
public record Fmax() implements BinaryOp {
    public static final Fmax OP = new Fmax();

    @Override
    public float apply(float a, float b) {
        return Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }

    @Override
    public long apply(long a, long b) {
        return Math.max(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor first =
                saved.input(0).ge(saved.input(1)).logicalOr(saved.input(1).isnan());
        return Op.grads(
                saved.needs(0) ? Tensor.where(first, grad, 0.0) : null,
                saved.needs(1) ? Tensor.where(first, 0.0, grad) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
