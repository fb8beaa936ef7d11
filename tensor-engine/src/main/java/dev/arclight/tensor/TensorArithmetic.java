package dev.arclight.tensor;

import dev.arclight.op.Add;
import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.Clamp;
import dev.arclight.op.ClampMax;
import dev.arclight.op.ClampMin;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Div;
import dev.arclight.op.FloorDivide;
import dev.arclight.op.Fmax;
import dev.arclight.op.Fmin;
import dev.arclight.op.Fmod;
import dev.arclight.op.Gcd;
import dev.arclight.op.Lcm;
import dev.arclight.op.Lerp;
import dev.arclight.op.Maximum;
import dev.arclight.op.Minimum;
import dev.arclight.op.Mul;
import dev.arclight.op.Pow;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Remainder;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Square;
import dev.arclight.op.Sub;

/** Arithmetic on every element, with broadcasting and promotion; methods that end in {@code _} change the tensor. */
public sealed interface TensorArithmetic extends TensorBase permits Tensor {
    /** The sum; of two bools whether one is true. */
    default Tensor add(Tensor other) {
        return Dispatch.run(Add.OP, self(), other);
    }

    default Tensor add(double other) {
        return Dispatch.run(Add.OP, self(), Tensor.number(other));
    }

    default Tensor add(long other) {
        return Dispatch.run(Add.OP, self(), Tensor.number(other));
    }

    default Tensor add_(Tensor other) {
        return Dispatch.runInPlace(Add.OP, self(), other);
    }

    default Tensor add_(double other) {
        return Dispatch.runInPlace(Add.OP, self(), Tensor.number(other));
    }

    default Tensor add_(long other) {
        return Dispatch.runInPlace(Add.OP, self(), Tensor.number(other));
    }

    /** {@code this + alpha · other}. @throws DTypeException if whole numbers would be multiplied by what is not whole */
    default Tensor add(Tensor other, double alpha) {
        if (dtype() == DType.BOOL && other.dtype() == DType.BOOL) {
            // A factor of bools says whether they count.
            return add(multiplier("add", other, alpha).item() == 0 ? Tensor.zerosLike(other) : other);
        }
        return alpha == 1 ? add(other) : Dispatch.run(new Addcmul(1), self(), other, multiplier("add", other, alpha));
    }

    default Tensor add_(Tensor other, double alpha) {
        return alpha == 1
                ? add_(other)
                : Dispatch.runInPlace(new Addcmul(1), self(), other, multiplier("add", other, alpha));
    }

    /** The difference. @throws DTypeException of bools */
    default Tensor sub(Tensor other) {
        return Dispatch.run(Sub.OP, self(), other);
    }

    default Tensor sub(double other) {
        return Dispatch.run(Sub.OP, self(), Tensor.number(other));
    }

    default Tensor sub(long other) {
        return Dispatch.run(Sub.OP, self(), Tensor.number(other));
    }

    default Tensor sub_(Tensor other) {
        return Dispatch.runInPlace(Sub.OP, self(), other);
    }

    default Tensor sub_(double other) {
        return Dispatch.runInPlace(Sub.OP, self(), Tensor.number(other));
    }

    default Tensor sub_(long other) {
        return Dispatch.runInPlace(Sub.OP, self(), Tensor.number(other));
    }

    /** {@code this - alpha · other}. @throws DTypeException if whole numbers would be multiplied by what is not whole */
    default Tensor sub(Tensor other, double alpha) {
        boolean bool = dtype() == DType.BOOL || other.dtype() == DType.BOOL;
        return alpha == 1 || bool ? sub(other) : add(other, -alpha);
    }

    default Tensor sub_(Tensor other, double alpha) {
        boolean bool = dtype() == DType.BOOL || other.dtype() == DType.BOOL;
        return alpha == 1 || bool ? sub_(other) : add_(other, -alpha);
    }

    /** {@code other - this}. */
    default Tensor rsub(double other) {
        return Dispatch.run(Sub.OP, Tensor.number(other), self());
    }

    default Tensor rsub(long other) {
        return Dispatch.run(Sub.OP, Tensor.number(other), self());
    }

    /** {@code other - this}. */
    default Tensor rsub(Tensor other) {
        return other.sub(self());
    }

    /** {@code other - alpha · this}. */
    default Tensor rsub(Tensor other, double alpha) {
        return other.sub(self(), alpha);
    }

    /** The product; of two bools whether both are true. */
    default Tensor mul(Tensor other) {
        return Dispatch.run(Mul.OP, self(), other);
    }

    default Tensor mul(double other) {
        return Dispatch.run(Mul.OP, self(), Tensor.number(other));
    }

    default Tensor mul(long other) {
        return Dispatch.run(Mul.OP, self(), Tensor.number(other));
    }

    default Tensor mul_(Tensor other) {
        return Dispatch.runInPlace(Mul.OP, self(), other);
    }

    default Tensor mul_(double other) {
        return Dispatch.runInPlace(Mul.OP, self(), Tensor.number(other));
    }

    default Tensor mul_(long other) {
        return Dispatch.runInPlace(Mul.OP, self(), Tensor.number(other));
    }

    /** True division: integers become float32. */
    default Tensor div(Tensor other) {
        return Dispatch.run(Div.OP, self(), other);
    }

    default Tensor div(double other) {
        return Dispatch.run(Div.OP, self(), Tensor.number(other));
    }

    default Tensor div(long other) {
        return Dispatch.run(Div.OP, self(), Tensor.number(other));
    }

    default Tensor div_(Tensor other) {
        return Dispatch.runInPlace(Div.OP, self(), other);
    }

    default Tensor div_(double other) {
        return Dispatch.runInPlace(Div.OP, self(), Tensor.number(other));
    }

    default Tensor div_(long other) {
        return Dispatch.runInPlace(Div.OP, self(), Tensor.number(other));
    }

    /**
     * Division rounded toward 0 ({@code "trunc"}) or down ({@code "floor"}); integers stay integers.
     *
     * @throws ArclightException if a whole number is divided by 0, or for any other mode
     */
    default Tensor div(Tensor other, String roundingMode) {
        return Dispatch.run(Rounding.division(roundingMode), self(), other);
    }

    default Tensor div(double other, String roundingMode) {
        return div(Tensor.number(other), roundingMode);
    }

    default Tensor div(long other, String roundingMode) {
        return div(Tensor.number(other), roundingMode);
    }

    default Tensor div_(Tensor other, String roundingMode) {
        return Dispatch.runInPlace(Rounding.division(roundingMode), self(), other);
    }

    default Tensor div_(double other, String roundingMode) {
        return div_(Tensor.number(other), roundingMode);
    }

    default Tensor div_(long other, String roundingMode) {
        return div_(Tensor.number(other), roundingMode);
    }

    /**
     * Division rounded down. It has no gradient, and one that is asked for is refused; that of {@code div(other, "floor")}
     * is 0.
     *
     * @throws ArclightException if a whole number is divided by 0
     */
    default Tensor floorDivide(Tensor other) {
        return Dispatch.run(FloorDivide.WITHOUT_GRADIENT, self(), other);
    }

    default Tensor floorDivide(double other) {
        return Dispatch.run(FloorDivide.WITHOUT_GRADIENT, self(), Tensor.number(other));
    }

    default Tensor floorDivide(long other) {
        return Dispatch.run(FloorDivide.WITHOUT_GRADIENT, self(), Tensor.number(other));
    }

    default Tensor floorDivide_(Tensor other) {
        return Dispatch.runInPlace(FloorDivide.WITHOUT_GRADIENT, self(), other);
    }

    default Tensor floorDivide_(double other) {
        return Dispatch.runInPlace(FloorDivide.WITHOUT_GRADIENT, self(), Tensor.number(other));
    }

    default Tensor floorDivide_(long other) {
        return Dispatch.runInPlace(FloorDivide.WITHOUT_GRADIENT, self(), Tensor.number(other));
    }

    /**
     * What division rounded down leaves over, with the divisor's sign; as Python's {@code %}.
     *
     * @throws ArclightException if a whole number is divided by 0
     */
    default Tensor remainder(Tensor other) {
        return Dispatch.run(Remainder.OP, self(), other);
    }

    default Tensor remainder(double other) {
        return Dispatch.run(Remainder.OP, self(), Tensor.number(other));
    }

    default Tensor remainder(long other) {
        return Dispatch.run(Remainder.OP, self(), Tensor.number(other));
    }

    default Tensor remainder_(Tensor other) {
        return Dispatch.runInPlace(Remainder.OP, self(), other);
    }

    default Tensor remainder_(double other) {
        return Dispatch.runInPlace(Remainder.OP, self(), Tensor.number(other));
    }

    default Tensor remainder_(long other) {
        return Dispatch.runInPlace(Remainder.OP, self(), Tensor.number(other));
    }

    /**
     * What division rounded toward 0 leaves over, with the dividend's sign; as C's fmod.
     *
     * @throws ArclightException if a whole number is divided by 0
     */
    default Tensor fmod(Tensor other) {
        return Dispatch.run(Fmod.OP, self(), other);
    }

    default Tensor fmod(double other) {
        return Dispatch.run(Fmod.OP, self(), Tensor.number(other));
    }

    default Tensor fmod(long other) {
        return Dispatch.run(Fmod.OP, self(), Tensor.number(other));
    }

    default Tensor fmod_(Tensor other) {
        return Dispatch.runInPlace(Fmod.OP, self(), other);
    }

    default Tensor fmod_(double other) {
        return Dispatch.runInPlace(Fmod.OP, self(), Tensor.number(other));
    }

    default Tensor fmod_(long other) {
        return Dispatch.runInPlace(Fmod.OP, self(), Tensor.number(other));
    }

    default Tensor pow(Tensor exponent) {
        return Dispatch.run(Pow.OP, self(), exponent);
    }

    default Tensor pow(double exponent) {
        if (dtype().isFloating()) {
            // Powers with an arithmetic of their own: one instruction, and exact where pow rounds.
            if (exponent == 2) {
                return Dispatch.run(Square.OP, self());
            }
            if (exponent == 0.5) {
                return Dispatch.run(Sqrt.OP, self());
            }
            if (exponent == -1) {
                return Dispatch.run(Reciprocal.OP, self());
            }
            if (exponent == -0.5) {
                return Dispatch.run(Rsqrt.OP, self());
            }
        }
        return Dispatch.run(Pow.OP, self(), Tensor.number(exponent));
    }

    default Tensor pow(long exponent) {
        requirePower(exponent);
        return dtype().isFloating() ? pow((double) exponent) : Dispatch.run(Pow.OP, self(), Tensor.number(exponent));
    }

    default Tensor pow_(Tensor exponent) {
        return Dispatch.runInPlace(Pow.OP, self(), exponent);
    }

    default Tensor pow_(double exponent) {
        return Dispatch.runInPlace(Pow.OP, self(), Tensor.number(exponent));
    }

    default Tensor pow_(long exponent) {
        requirePower(exponent);
        return Dispatch.runInPlace(Pow.OP, self(), Tensor.number(exponent));
    }

    /** The power, computed in float64. */
    default Tensor floatPower(Tensor exponent) {
        return self().to(DType.FLOAT64).pow(exponent.to(DType.FLOAT64));
    }

    default Tensor floatPower(double exponent) {
        return self().to(DType.FLOAT64).pow(exponent);
    }

    /** The larger of two; NaN if either is. */
    default Tensor maximum(Tensor other) {
        return Dispatch.run(Maximum.OP, self(), other);
    }

    /** The smaller of two; NaN if either is. */
    default Tensor minimum(Tensor other) {
        return Dispatch.run(Minimum.OP, self(), other);
    }

    /** The larger of two, the other one where one is NaN. */
    default Tensor fmax(Tensor other) {
        return Dispatch.run(Fmax.OP, self(), other);
    }

    /** The smaller of two, the other one where one is NaN. */
    default Tensor fmin(Tensor other) {
        return Dispatch.run(Fmin.OP, self(), other);
    }

    /** The greatest common divisor. @throws DTypeException unless both are integers */
    default Tensor gcd(Tensor other) {
        return Dispatch.run(Gcd.OP, self(), other);
    }

    default Tensor gcd_(Tensor other) {
        return Dispatch.runInPlace(Gcd.OP, self(), other);
    }

    /** The least common multiple. @throws DTypeException unless both are integers */
    default Tensor lcm(Tensor other) {
        return Dispatch.run(Lcm.OP, self(), other);
    }

    default Tensor lcm_(Tensor other) {
        return Dispatch.runInPlace(Lcm.OP, self(), other);
    }

    /** {@code this + b · c}. */
    default Tensor addcmul(Tensor b, Tensor c) {
        return addcmul(b, c, 1);
    }

    /** {@code this + value · b · c}. */
    default Tensor addcmul(Tensor b, Tensor c, double value) {
        return Dispatch.run(new Addcmul(value), self(), b, c);
    }

    default Tensor addcmul_(Tensor b, Tensor c, double value) {
        return Dispatch.runInPlace(new Addcmul(value), self(), b, c);
    }

    /** {@code this + b / c}. @throws DTypeException of whole numbers */
    default Tensor addcdiv(Tensor b, Tensor c) {
        return addcdiv(b, c, 1);
    }

    /** {@code this + value · b / c}. @throws DTypeException of whole numbers */
    default Tensor addcdiv(Tensor b, Tensor c, double value) {
        return Dispatch.run(new Addcdiv(value), self(), b, c);
    }

    default Tensor addcdiv_(Tensor b, Tensor c, double value) {
        return Dispatch.runInPlace(new Addcdiv(value), self(), b, c);
    }

    /** {@code this + weight · (end - this)}. @throws DTypeException unless all have one floating dtype */
    default Tensor lerp(Tensor end, Tensor weight) {
        return Dispatch.run(Lerp.OP, self(), end, weight);
    }

    default Tensor lerp(Tensor end, double weight) {
        return lerp(end, Tensor.number(weight));
    }

    default Tensor lerp_(Tensor end, Tensor weight) {
        return Dispatch.runInPlace(Lerp.OP, self(), end, weight);
    }

    default Tensor lerp_(Tensor end, double weight) {
        return lerp_(end, Tensor.number(weight));
    }

    /** The elements within two bounds, the upper one where the lower is above it; NaN stays, and a NaN bound gives NaN. */
    default Tensor clamp(double min, double max) {
        return clamp(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp(long min, long max) {
        return clamp(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp(Tensor min, Tensor max) {
        return Dispatch.run(Clamp.OP, self(), min, max);
    }

    default Tensor clamp_(double min, double max) {
        return clamp_(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp_(long min, long max) {
        return clamp_(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp_(Tensor min, Tensor max) {
        return Dispatch.runInPlace(Clamp.OP, self(), min, max);
    }

    /** The elements, or the bound for those below it; NaN stays. */
    default Tensor clampMin(Tensor bound) {
        return Dispatch.run(ClampMin.OP, self(), bound);
    }

    default Tensor clampMin(double bound) {
        return Dispatch.run(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin(long bound) {
        return Dispatch.run(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin_(Tensor bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), bound);
    }

    default Tensor clampMin_(double bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin_(long bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), Tensor.number(bound));
    }

    /** The elements, or the bound for those above it; NaN stays. */
    default Tensor clampMax(Tensor bound) {
        return Dispatch.run(ClampMax.OP, self(), bound);
    }

    default Tensor clampMax(double bound) {
        return Dispatch.run(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax(long bound) {
        return Dispatch.run(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax_(Tensor bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), bound);
    }

    default Tensor clampMax_(double bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax_(long bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), Tensor.number(bound));
    }

    /** Writes the elements of {@code other}, broadcast and converted, over this tensor's. */
    default Tensor copy_(Tensor other) {
        return Dispatch.runInPlace(
                CopyFrom.OP, self(), other.type().shape().equals(shape()) ? other : other.expand(shape().toArray()));
    }

    /** Sets every element. */
    default Tensor fill_(double value) {
        return copy_(Tensor.number(value));
    }

    default Tensor zero_() {
        return fill_(0);
    }

    /** A factor for the operand of a sum; whole numbers have whole ones. */
    private void requirePower(long exponent) {
        if (exponent < 0 && !dtype().isFloating()) {
            throw new ArclightException("pow: " + dtype() + shape() + " to the power " + exponent
                    + " is not whole; convert with to(DType.FLOAT32), or give the power as a double");
        }
    }

    private Tensor multiplier(String op, Tensor other, double alpha) {
        if (dtype().isFloating() || other.dtype().isFloating()) {
            return Tensor.number(alpha);
        }
        if (alpha != Math.rint(alpha)) {
            throw new DTypeException(op + ": alpha is " + alpha + " beside " + dtype() + " and " + other.dtype()
                    + "; for whole numbers it must be whole");
        }
        return Tensor.number((long) alpha);
    }
}
