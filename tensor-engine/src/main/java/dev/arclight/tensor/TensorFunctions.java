package dev.arclight.tensor;

import dev.arclight.op.Abs;
import dev.arclight.op.Acos;
import dev.arclight.op.Acosh;
import dev.arclight.op.Asin;
import dev.arclight.op.Asinh;
import dev.arclight.op.Atan;
import dev.arclight.op.Atanh;
import dev.arclight.op.Ceil;
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
import dev.arclight.op.Lgamma;
import dev.arclight.op.Log;
import dev.arclight.op.Log10;
import dev.arclight.op.Log1p;
import dev.arclight.op.Log2;
import dev.arclight.op.Neg;
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
}
