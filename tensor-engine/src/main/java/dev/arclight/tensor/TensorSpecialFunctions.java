package dev.arclight.tensor;

import dev.arclight.op.Atan2;
import dev.arclight.op.Copysign;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Hardshrink;
import dev.arclight.op.Heaviside;
import dev.arclight.op.Hypot;
import dev.arclight.op.I0;
import dev.arclight.op.Logaddexp;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.Logit;
import dev.arclight.op.NanToNum;
import dev.arclight.op.Nextafter;
import dev.arclight.op.Op;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Prelu;
import dev.arclight.op.Xlogy;
import java.util.Arrays;

/** Functions of two numbers, and those of one with arguments. Methods that end in {@code _} change the tensor. */
public sealed interface TensorSpecialFunctions extends TensorBase permits Tensor {
    /** The n-th derivative of {@link Tensor#digamma}, n ≥ 0. */
    default Tensor polygamma(int n) {
        if (n < 0) {
            throw new ArclightException("polygamma: n is " + n + "; it must be at least 0");
        }
        return n == 0 ? self().digamma() : Dispatch.run(new Polygamma(n), self());
    }

    /** {@link #polygamma} in place. */
    default Tensor polygamma_(int n) {
        if (n < 0) {
            throw new ArclightException("polygamma_: n is " + n + "; it must be at least 0");
        }
        return n == 0 ? self().digamma_() : Dispatch.runInPlace(new Polygamma(n), self());
    }

    /**
     * The logarithm of the multivariate gamma function of {@code p} dimensions.
     *
     * @throws ArclightException if {@code p} is less than 1
     */
    default Tensor mvlgamma(int p) {
        if (p < 1) {
            throw new ArclightException("mvlgamma: p is " + p + "; it must be at least 1");
        }
        if (dtype() == DType.BOOL) {
            throw new DTypeException("mvlgamma: not defined for bool; convert with to(DType.FLOAT32) first");
        }
        Tensor x = self().to(Op.floating(dtype()));
        Tensor lower = Tensor.arange(x.dtype(), 0, p, 1).mul(-0.5);
        return x.unsqueeze(-1).add(lower).lgamma().sum(-1).add(p * (p - 1) * Math.log(Math.PI) / 4);
    }

    /** {@link #mvlgamma} in place. */
    default Tensor mvlgamma_(int p) {
        return Writing.over("mvlgamma_", self(), x -> x.mvlgamma(p));
    }

    /** Bessel's modified function of the first kind and order 0. */
    default Tensor i0() {
        return Dispatch.run(I0.OP, self());
    }

    default Tensor i0_() {
        return Dispatch.runInPlace(I0.OP, self());
    }

    /**
     * {@code x = mantissa · 2^exponent} with a mantissa from 0.5 to less than 1 in size; the exponent is int32, and 0 of
     * zero, infinity and NaN.
     *
     * @throws DTypeException unless floating
     */
    default MantissaAndExponent frexp() {
        return MantissaAndExponent.of(self());
    }

    /** The tensor itself. @throws DTypeException of bool */
    default Tensor positive() {
        if (dtype() == DType.BOOL) {
            throw new DTypeException("positive: not defined for bool; convert with to(DType.INT32) first");
        }
        return self();
    }

    /** {@code log(x / (1 - x))}, NaN outside [0, 1]. */
    default Tensor logit() {
        return Dispatch.run(Logit.OP, self());
    }

    /** {@link #logit()} of the elements within {@code eps} and {@code 1 - eps}. */
    default Tensor logit(double eps) {
        return self().clamp(eps, 1 - eps).logit();
    }

    default Tensor logit_() {
        return Dispatch.runInPlace(Logit.OP, self());
    }

    default Tensor logit_(double eps) {
        return self().clamp_(eps, 1 - eps).logit_();
    }

    /** Degrees as radians. */
    default Tensor deg2rad() {
        return self().mul(Math.PI / 180);
    }

    default Tensor deg2rad_() {
        return self().mul_(Math.PI / 180);
    }

    /** Radians as degrees. */
    default Tensor rad2deg() {
        return self().mul(180 / Math.PI);
    }

    default Tensor rad2deg_() {
        return self().mul_(180 / Math.PI);
    }

    /** 0 for NaN, the dtype's greatest and least numbers for the infinities. */
    default Tensor nanToNum() {
        return nanToNum(0, Double.NaN, Double.NaN);
    }

    /** Other numbers for NaN and the infinities; an infinity's own may be NaN for the dtype's greatest or least. */
    default Tensor nanToNum(double nan, double posinf, double neginf) {
        return Dispatch.run(new NanToNum(nan, posinf, neginf), self());
    }

    default Tensor nanToNum_() {
        return nanToNum_(0, Double.NaN, Double.NaN);
    }

    default Tensor nanToNum_(double nan, double posinf, double neginf) {
        return Dispatch.runInPlace(new NanToNum(nan, posinf, neginf), self());
    }

    /** The angle of the point (other, this). */
    default Tensor atan2(Tensor other) {
        return Dispatch.run(Atan2.OP, self(), other);
    }

    default Tensor atan2_(Tensor other) {
        return Dispatch.runInPlace(Atan2.OP, self(), other);
    }

    /** {@code √(this² + other²)} without overflow on the way. @throws DTypeException of whole numbers */
    default Tensor hypot(Tensor other) {
        return Dispatch.run(Hypot.OP, self(), other);
    }

    default Tensor hypot_(Tensor other) {
        return Dispatch.runInPlace(Hypot.OP, self(), other);
    }

    /** The magnitude of this with the sign of the other. */
    default Tensor copysign(Tensor other) {
        return Dispatch.run(Copysign.OP, self(), other);
    }

    default Tensor copysign(double other) {
        return Dispatch.run(Copysign.OP, self(), Tensor.number(other));
    }

    default Tensor copysign_(Tensor other) {
        return Dispatch.runInPlace(Copysign.OP, self(), other);
    }

    default Tensor copysign_(double other) {
        return Dispatch.runInPlace(Copysign.OP, self(), Tensor.number(other));
    }

    /** The neighbouring number in the direction of the other. @throws DTypeException of whole numbers */
    default Tensor nextafter(Tensor other) {
        return Dispatch.run(Nextafter.OP, self(), other);
    }

    default Tensor nextafter_(Tensor other) {
        return Dispatch.runInPlace(Nextafter.OP, self(), other);
    }

    /** {@code log(eᵃ + eᵇ)}. @throws DTypeException of whole numbers */
    default Tensor logaddexp(Tensor other) {
        return Dispatch.run(Logaddexp.OP, self(), other);
    }

    /** {@code log₂(2ᵃ + 2ᵇ)}. @throws DTypeException of whole numbers */
    default Tensor logaddexp2(Tensor other) {
        return Dispatch.run(Logaddexp2.OP, self(), other);
    }

    /** {@code this · log(other)}, 0 where this is 0. */
    default Tensor xlogy(Tensor other) {
        return Dispatch.run(Xlogy.OP, self(), other);
    }

    default Tensor xlogy(double other) {
        return Dispatch.run(Xlogy.OP, self(), Tensor.number(other));
    }

    default Tensor xlogy_(Tensor other) {
        return Dispatch.runInPlace(Xlogy.OP, self(), other);
    }

    default Tensor xlogy_(double other) {
        return Dispatch.runInPlace(Xlogy.OP, self(), Tensor.number(other));
    }

    /** 0 below 0, 1 above, the given values at 0. @throws DTypeException unless both have one dtype */
    default Tensor heaviside(Tensor values) {
        return Dispatch.run(Heaviside.OP, self(), values);
    }

    default Tensor heaviside_(Tensor values) {
        return Dispatch.runInPlace(Heaviside.OP, self(), values);
    }

    /** {@code this · 2^exponent}; integers become float32. */
    default Tensor ldexp(Tensor exponent) {
        return self().mul(exponent.exp2());
    }

    default Tensor ldexp_(Tensor exponent) {
        return self().mul_(exponent.exp2());
    }

    /** The elements, those not positive times the weight of their channel (dimension 1), or times the only weight. */
    default Tensor prelu(Tensor weight) {
        if (weight.rank() > 1) {
            throw new ShapeException("prelu: the weight has shape " + weight.shape() + ", expected [] or [channels]");
        }
        int channels = rank() < 2 ? 1 : size(1);
        if (weight.numel() != 1 && weight.numel() != channels) {
            throw new ShapeException("prelu: " + weight.numel() + " weights for " + channels + " channels of shape "
                    + shape() + "; expected one or as many");
        }
        if (weight.dtype() != dtype()) {
            throw new DTypeException("prelu: the weight is " + weight.dtype() + " beside " + dtype() + "; convert one");
        }
        int[] along = new int[rank()];
        Arrays.fill(along, 1);
        if (rank() > 1) {
            along[1] = weight.numel();
        }
        return Dispatch.run(Prelu.OP, self(), weight.reshape(along));
    }

    /** {@link #hardshrink(double)} with 0.5. */
    default Tensor hardshrink() {
        return hardshrink(0.5);
    }

    /** 0 for numbers up to λ in magnitude. @throws DTypeException of whole numbers */
    default Tensor hardshrink(double lambda) {
        return Dispatch.run(new Hardshrink(lambda), self());
    }
}
