package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other numbers in place of NaN and the infinities, as {@code torch.nan_to_num}.
 *
 * @param nan for NaN
 * @param positive for ∞
 * @param negative for -∞
 */
public record NanToNum(double nan, double positive, double negative) implements UnaryOp.Any {
    /** The op for elements of {@code dtype}, whose greatest and least number stand in for bounds that are NaN. */
    public static NanToNum of(DType dtype, double nan, double positive, double negative) {
        if (!dtype.isFloating()) {
            return new NanToNum(0, 0, 0);
        }
        return new NanToNum(
                nan,
                Double.isNaN(positive) ? dtype.finfo().max() : positive,
                Double.isNaN(negative) ? dtype.finfo().min() : negative);
    }

    @Override
    public float apply(float x) {
        if (Float.isNaN(x)) {
            return (float) nan;
        }
        if (x == Float.POSITIVE_INFINITY) {
            return (float) positive;
        }
        return x == Float.NEGATIVE_INFINITY ? (float) negative : x;
    }

    @Override
    public double apply(double x) {
        if (Double.isNaN(x)) {
            return nan;
        }
        if (x == Double.POSITIVE_INFINITY) {
            return positive;
        }
        return x == Double.NEGATIVE_INFINITY ? negative : x;
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
