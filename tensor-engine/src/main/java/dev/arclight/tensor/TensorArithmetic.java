package dev.arclight.tensor;

import dev.arclight.op.Add;
import dev.arclight.op.CopyFrom;
import dev.arclight.op.Cube;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Div;
import dev.arclight.op.FloorDivide;
import dev.arclight.op.Fmax;
import dev.arclight.op.Fmin;
import dev.arclight.op.Fmod;
import dev.arclight.op.Gcd;
import dev.arclight.op.Lcm;
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
            if (exponent == 3) {
                return Dispatch.run(Cube.OP, self());
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

    /** {@link #floatPower(Tensor)} in place. @throws DTypeException unless this is float64 */
    default Tensor floatPower_(Tensor exponent) {
        requireDouble();
        return self().pow_(exponent.to(DType.FLOAT64));
    }

    /** {@link #floatPower(double)} in place. @throws DTypeException unless this is float64 */
    default Tensor floatPower_(double exponent) {
        requireDouble();
        return self().pow_(exponent);
    }

    private void requireDouble() {
        if (dtype() != DType.FLOAT64) {
            throw new DTypeException("floatPower_: the result is float64, this tensor " + dtype()
                    + "; use floatPower, or convert with to(DType.FLOAT64) first");
        }
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

    /**
     * Writes the elements of {@code other}, broadcast and converted, over this tensor's.
     *
     * @throws ShapeException if it does not broadcast to this tensor's shape
     */
    default Tensor copy_(Tensor other) {
        return self().overwrite(CopyFrom.OP, other);
    }

    /**
     * Sets every element; a fraction is cut off where the dtype is whole.
     *
     * @throws ArclightException if the dtype does not reach so far
     */
    default Tensor fill_(double value) {
        return self().overwrite(CopyFrom.FILL, Numbers.fitting("fill_", dtype(), value));
    }

    /** As {@link #fill_(double)}; int64 takes every number exactly. */
    default Tensor fill_(long value) {
        return self().overwrite(CopyFrom.FILL, Numbers.fitting("fill_", dtype(), value));
    }

    default Tensor zero_() {
        return self().overwrite(CopyFrom.ZERO, Tensor.number(0L));
    }

    private void requirePower(long exponent) {
        if (exponent < 0 && !dtype().isFloating()) {
            throw new ArclightException("pow: " + dtype() + shape() + " to the power " + exponent
                    + " is not whole; convert with to(DType.FLOAT32), or give the power as a double");
        }
    }
}
