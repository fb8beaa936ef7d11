package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code aᵇ}, as {@code torch.pow}. */
public record Pow() implements BinaryOp {
    public static final Pow OP = new Pow();

    @Override
    public DType resultType(DType promoted) {
        if (promoted == DType.BOOL) {
            throw new DTypeException("pow: not defined for two bools; convert with to(DType.INT32) first");
        }
        return promoted;
    }

    @Override
    public float apply(float a, float b) {
        return Functions.pow(a, b);
    }

    @Override
    public double apply(double a, double b) {
        // IEEE 754 and C: 1 to any power is 1, and so is -1 to an infinite one; Math.pow gives NaN.
        return a == 1 || a == -1 && Double.isInfinite(b) ? 1 : Math.pow(a, b);
    }

    @Override
    public long apply(long a, long b) {
        if (b < 0) {
            // Rounded toward 0, only those of 1 and -1 are left.
            return a == 1 ? 1 : a == -1 ? (b & 1) == 0 ? 1 : -1 : 0;
        }
        long result = 1;
        for (long base = a, left = b; left > 0; left >>= 1, base *= base) {
            if ((left & 1) == 1) {
                result *= base;
            }
        }
        return result;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        // In the result's dtype before 1 is taken off, for a Java number would become float32 by that.
        Tensor b = saved.input(1).to(grad.dtype());
        Tensor zero = Tensor.number(0.0);
        @Nullable Tensor ga = null;
        if (saved.needs(0)) {
            // x⁰ is constant, at 0 too, where the rule below says 0 · ∞.
            ga = Tensor.where(b.eq(0.0), zero, grad.mul(b).mul(a.pow(b.sub(1.0))));
        }
        @Nullable Tensor gb = null;
        if (saved.needs(1)) {
            // 0ᵇ is constant for b > 0; at b = 0 PyTorch says so as well.
            Tensor constant = a.eq(0.0).mul(b.ge(zero));
            gb = grad.mul(Tensor.where(constant, zero, saved.output(0).mul(a.log())));
        }
        return Op.grads(ga, gb);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.POSITIVE, Sample.Domain.REAL);
    }
}
