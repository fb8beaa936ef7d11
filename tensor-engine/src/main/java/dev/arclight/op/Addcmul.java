package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a + value · b · c}, as {@code torch.addcmul}. */
public record Addcmul(double value) implements TernaryOp.NotBool {
    @Override
    public float apply(float a, float b, float c) {
        return a + (float) value * b * c;
    }

    @Override
    public double apply(double a, double b, double c) {
        return a + value * b * c;
    }

    @Override
    public long apply(long a, long b, long c) {
        return a + (long) value * b * c;
    }

    @Override
    public DType resultType(DType promoted) {
        if (!promoted.isFloating() && value != Math.rint(value)) {
            throw new DTypeException("addcmul: value is " + value + " among tensors of " + promoted
                    + "; for whole numbers it must be whole");
        }
        return TernaryOp.NotBool.super.resultType(promoted);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(
                grad,
                saved.needs(1) ? grad.mul(saved.input(2)).mul(value) : null,
                saved.needs(2) ? grad.mul(saved.input(1)).mul(value) : null);
    }

    public static List<Sample> samples() {
        return Sample.ternary(new Addcmul(2), Sample.Domain.REAL, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
