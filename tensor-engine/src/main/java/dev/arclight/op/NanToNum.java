package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other numbers in place of NaN and the infinities, as {@code torch.nan_to_num}.
 *
 * @param nan for NaN
 * @param positive for ∞; NaN stands for the greatest of the dtype
 * @param negative for -∞; NaN stands for the least of the dtype
 */
public record NanToNum(double nan, double positive, double negative) implements UnaryOp.Any {
    @Override
    public float apply(float x) {
        if (Float.isNaN(x)) {
            return (float) nan;
        }
        if (x == Float.POSITIVE_INFINITY) {
            return Double.isNaN(positive) ? Float.MAX_VALUE : (float) positive;
        }
        return x == Float.NEGATIVE_INFINITY ? Double.isNaN(negative) ? -Float.MAX_VALUE : (float) negative : x;
    }

    @Override
    public double apply(double x) {
        if (Double.isNaN(x)) {
            return nan;
        }
        if (x == Double.POSITIVE_INFINITY) {
            return Double.isNaN(positive) ? Double.MAX_VALUE : positive;
        }
        return x == Double.NEGATIVE_INFINITY ? Double.isNaN(negative) ? -Double.MAX_VALUE : negative : x;
    }

    @Override
    public long apply(long x) {
        return x;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).isfinite()));
    }

    public static List<Sample> samples() {
        return Sample.unary(new NanToNum(0.5, 3, -4), Sample.Domain.REAL);
    }
}
