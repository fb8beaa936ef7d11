package dev.arclight.tensor;

import dev.arclight.op.Abs;
import dev.arclight.op.Acos;
import dev.arclight.op.Acosh;
import dev.arclight.op.Asin;
import dev.arclight.op.Asinh;
import dev.arclight.op.Atan;
import dev.arclight.op.Atan2;
import dev.arclight.op.Atanh;
import dev.arclight.op.Ceil;
import dev.arclight.op.Copysign;
import dev.arclight.op.Cos;
import dev.arclight.op.Cosh;
import dev.arclight.op.Digamma;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Erf;
import dev.arclight.op.Erfc;
import dev.arclight.op.Erfinv;
import dev.arclight.op.Exp;
import dev.arclight.op.Exp2;
import dev.arclight.op.Expm1;
import dev.arclight.op.Floor;
import dev.arclight.op.Frac;
import dev.arclight.op.Hardshrink;
import dev.arclight.op.Heaviside;
import dev.arclight.op.Hypot;
import dev.arclight.op.Lgamma;
import dev.arclight.op.Log;
import dev.arclight.op.Log10;
import dev.arclight.op.Log1p;
import dev.arclight.op.Log2;
import dev.arclight.op.Logaddexp;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.Logit;
import dev.arclight.op.NanToNum;
import dev.arclight.op.Neg;
import dev.arclight.op.Nextafter;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Prelu;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Relu;
import dev.arclight.op.Round;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.Sigmoid;
import dev.arclight.op.Sign;
import dev.arclight.op.Sin;
import dev.arclight.op.Sinc;
import dev.arclight.op.Sinh;
import dev.arclight.op.Sqrt;
import dev.arclight.op.Square;
import dev.arclight.op.Tan;
import dev.arclight.op.Tanh;
import dev.arclight.op.Trunc;
import dev.arclight.op.Xlogy;
import java.util.Arrays;

/** Functions of every element; of whole numbers the transcendental ones are float32. Methods that end in {@code _} change the tensor. */
public sealed interface TensorFunctions extends TensorBase permits Tensor {
    /** {@code -x}. */
    default Tensor neg() {
        return Dispatch.run(Neg.OP, self());
    }

    default Tensor neg_() {
        return Dispatch.runInPlace(Neg.OP, self());
    }

    /** {@code |x|}. */
    default Tensor abs() {
        return Dispatch.run(Abs.OP, self());
    }

    default Tensor abs_() {
        return Dispatch.runInPlace(Abs.OP, self());
    }

    /** -1, 0 or 1; 0 for NaN. */
    default Tensor sign() {
        return Dispatch.run(Sign.OP, self());
    }

    default Tensor sign_() {
        return Dispatch.runInPlace(Sign.OP, self());
    }

    /** As {@link #sign()}; PyTorch tells them apart for complex numbers only. */
    default Tensor sgn() {
        return sign();
    }

    default Tensor sgn_() {
        return sign_();
    }

    /** The smallest whole number not below. */
    default Tensor ceil() {
        return Dispatch.run(Ceil.OP, self());
    }

    default Tensor ceil_() {
        return Dispatch.runInPlace(Ceil.OP, self());
    }

    /** The largest whole number not above. */
    default Tensor floor() {
        return Dispatch.run(Floor.OP, self());
    }

    default Tensor floor_() {
        return Dispatch.runInPlace(Floor.OP, self());
    }

    /** The nearest whole number, the even one of two. */
    default Tensor round() {
        return Dispatch.run(Round.OP, self());
    }

    default Tensor round_() {
        return Dispatch.runInPlace(Round.OP, self());
    }

    /** Rounded to that many places after the point, before it if negative. @throws DTypeException unless floating */
    default Tensor round(int decimals) {
        if (decimals == 0) {
            return round();
        }
        if (!dtype().isFloating()) {
            throw new DTypeException("round: " + dtype() + " has no decimals; convert with to(DType.FLOAT32) first");
        }
        double power = Math.pow(10, Math.abs(decimals));
        return decimals > 0
                ? self().mul(power).round_().div_(power)
                : self().div(power).round_().mul_(power);
    }

    default Tensor round_(int decimals) {
        if (decimals == 0) {
            return round_();
        }
        double power = Math.pow(10, Math.abs(decimals));
        return decimals > 0
                ? self().mul_(power).round_().div_(power)
                : self().div_(power).round_().mul_(power);
    }

    /** The whole part. */
    default Tensor trunc() {
        return Dispatch.run(Trunc.OP, self());
    }

    default Tensor trunc_() {
        return Dispatch.runInPlace(Trunc.OP, self());
    }

    /** The part after the point, with the sign. */
    default Tensor frac() {
        return Dispatch.run(Frac.OP, self());
    }

    default Tensor frac_() {
        return Dispatch.runInPlace(Frac.OP, self());
    }

    /** {@code 1 / x}. */
    default Tensor reciprocal() {
        return Dispatch.run(Reciprocal.OP, self());
    }

    default Tensor reciprocal_() {
        return Dispatch.runInPlace(Reciprocal.OP, self());
    }

    /** {@code x²}. */
    default Tensor square() {
        return Dispatch.run(Square.OP, self());
    }

    default Tensor square_() {
        return Dispatch.runInPlace(Square.OP, self());
    }

    default Tensor sqrt() {
        return Dispatch.run(Sqrt.OP, self());
    }

    default Tensor sqrt_() {
        return Dispatch.runInPlace(Sqrt.OP, self());
    }

    /** {@code 1 / √x}. */
    default Tensor rsqrt() {
        return Dispatch.run(Rsqrt.OP, self());
    }

    default Tensor rsqrt_() {
        return Dispatch.runInPlace(Rsqrt.OP, self());
    }

    default Tensor exp() {
        return Dispatch.run(Exp.OP, self());
    }

    default Tensor exp_() {
        return Dispatch.runInPlace(Exp.OP, self());
    }

    /** {@code 2ˣ}. */
    default Tensor exp2() {
        return Dispatch.run(Exp2.OP, self());
    }

    default Tensor exp2_() {
        return Dispatch.runInPlace(Exp2.OP, self());
    }

    /** {@code eˣ - 1}, accurate near 0. */
    default Tensor expm1() {
        return Dispatch.run(Expm1.OP, self());
    }

    default Tensor expm1_() {
        return Dispatch.runInPlace(Expm1.OP, self());
    }

    default Tensor log() {
        return Dispatch.run(Log.OP, self());
    }

    default Tensor log_() {
        return Dispatch.runInPlace(Log.OP, self());
    }

    default Tensor log2() {
        return Dispatch.run(Log2.OP, self());
    }

    default Tensor log2_() {
        return Dispatch.runInPlace(Log2.OP, self());
    }

    default Tensor log10() {
        return Dispatch.run(Log10.OP, self());
    }

    default Tensor log10_() {
        return Dispatch.runInPlace(Log10.OP, self());
    }

    /** {@code log(1 + x)}, accurate near 0. */
    default Tensor log1p() {
        return Dispatch.run(Log1p.OP, self());
    }

    default Tensor log1p_() {
        return Dispatch.runInPlace(Log1p.OP, self());
    }

    default Tensor sin() {
        return Dispatch.run(Sin.OP, self());
    }

    default Tensor sin_() {
        return Dispatch.runInPlace(Sin.OP, self());
    }

    default Tensor cos() {
        return Dispatch.run(Cos.OP, self());
    }

    default Tensor cos_() {
        return Dispatch.runInPlace(Cos.OP, self());
    }

    default Tensor tan() {
        return Dispatch.run(Tan.OP, self());
    }

    default Tensor tan_() {
        return Dispatch.runInPlace(Tan.OP, self());
    }

    default Tensor asin() {
        return Dispatch.run(Asin.OP, self());
    }

    default Tensor asin_() {
        return Dispatch.runInPlace(Asin.OP, self());
    }

    default Tensor acos() {
        return Dispatch.run(Acos.OP, self());
    }

    default Tensor acos_() {
        return Dispatch.runInPlace(Acos.OP, self());
    }

    default Tensor atan() {
        return Dispatch.run(Atan.OP, self());
    }

    default Tensor atan_() {
        return Dispatch.runInPlace(Atan.OP, self());
    }

    default Tensor sinh() {
        return Dispatch.run(Sinh.OP, self());
    }

    default Tensor sinh_() {
        return Dispatch.runInPlace(Sinh.OP, self());
    }

    default Tensor cosh() {
        return Dispatch.run(Cosh.OP, self());
    }

    default Tensor cosh_() {
        return Dispatch.runInPlace(Cosh.OP, self());
    }

    default Tensor tanh() {
        return Dispatch.run(Tanh.OP, self());
    }

    default Tensor tanh_() {
        return Dispatch.runInPlace(Tanh.OP, self());
    }

    default Tensor asinh() {
        return Dispatch.run(Asinh.OP, self());
    }

    default Tensor asinh_() {
        return Dispatch.runInPlace(Asinh.OP, self());
    }

    default Tensor acosh() {
        return Dispatch.run(Acosh.OP, self());
    }

    default Tensor acosh_() {
        return Dispatch.runInPlace(Acosh.OP, self());
    }

    default Tensor atanh() {
        return Dispatch.run(Atanh.OP, self());
    }

    default Tensor atanh_() {
        return Dispatch.runInPlace(Atanh.OP, self());
    }

    /** The error function. */
    default Tensor erf() {
        return Dispatch.run(Erf.OP, self());
    }

    default Tensor erf_() {
        return Dispatch.runInPlace(Erf.OP, self());
    }

    /** {@code 1 - erf(x)}, accurate where erf is near 1. */
    default Tensor erfc() {
        return Dispatch.run(Erfc.OP, self());
    }

    default Tensor erfc_() {
        return Dispatch.runInPlace(Erfc.OP, self());
    }

    /** The inverse of the error function. */
    default Tensor erfinv() {
        return Dispatch.run(Erfinv.OP, self());
    }

    default Tensor erfinv_() {
        return Dispatch.runInPlace(Erfinv.OP, self());
    }

    /** The logarithm of the absolute value of the gamma function. */
    default Tensor lgamma() {
        return Dispatch.run(Lgamma.OP, self());
    }

    default Tensor lgamma_() {
        return Dispatch.runInPlace(Lgamma.OP, self());
    }

    /** The derivative of the logarithm of the gamma function. */
    default Tensor digamma() {
        return Dispatch.run(Digamma.OP, self());
    }

    default Tensor digamma_() {
        return Dispatch.runInPlace(Digamma.OP, self());
    }

    /** {@code sin(πx) / πx}. */
    default Tensor sinc() {
        return Dispatch.run(Sinc.OP, self());
    }

    default Tensor sinc_() {
        return Dispatch.runInPlace(Sinc.OP, self());
    }

    /** {@code 1 / (1 + e⁻ˣ)}. */
    default Tensor sigmoid() {
        return Dispatch.run(Sigmoid.OP, self());
    }

    default Tensor sigmoid_() {
        return Dispatch.runInPlace(Sigmoid.OP, self());
    }

    /** {@code max(x, 0)}. */
    default Tensor relu() {
        return Dispatch.run(Relu.OP, self());
    }

    default Tensor relu_() {
        return Dispatch.runInPlace(Relu.OP, self());
    }

    /** The n-th derivative of {@link #digamma()}, n ≥ 0. */
    default Tensor polygamma(int n) {
        if (n < 0) {
            throw new ArclightException("polygamma: n is " + n + "; it must be at least 0");
        }
        return n == 0 ? digamma() : Dispatch.run(new Polygamma(n), self());
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
        return Dispatch.run(NanToNum.of(dtype(), nan, posinf, neginf), self());
    }

    default Tensor nanToNum_() {
        return nanToNum_(0, Double.NaN, Double.NaN);
    }

    default Tensor nanToNum_(double nan, double posinf, double neginf) {
        return Dispatch.runInPlace(NanToNum.of(dtype(), nan, posinf, neginf), self());
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
