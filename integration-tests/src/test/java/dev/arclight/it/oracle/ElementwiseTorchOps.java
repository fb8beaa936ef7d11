package dev.arclight.it.oracle;

import dev.arclight.op.Acos;
import dev.arclight.op.Acosh;
import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.Asin;
import dev.arclight.op.Asinh;
import dev.arclight.op.Atan;
import dev.arclight.op.Atan2;
import dev.arclight.op.Atanh;
import dev.arclight.op.BitwiseAnd;
import dev.arclight.op.BitwiseLeftShift;
import dev.arclight.op.BitwiseNot;
import dev.arclight.op.BitwiseOr;
import dev.arclight.op.BitwiseRightShift;
import dev.arclight.op.BitwiseXor;
import dev.arclight.op.Ceil;
import dev.arclight.op.Clamp;
import dev.arclight.op.ClampMax;
import dev.arclight.op.ClampMin;
import dev.arclight.op.Copysign;
import dev.arclight.op.Cosh;
import dev.arclight.op.Cube;
import dev.arclight.op.Digamma;
import dev.arclight.op.Elu;
import dev.arclight.op.EluBackward;
import dev.arclight.op.Erfc;
import dev.arclight.op.Erfinv;
import dev.arclight.op.Exp2;
import dev.arclight.op.Expm1;
import dev.arclight.op.FloorDivide;
import dev.arclight.op.Fmax;
import dev.arclight.op.Fmin;
import dev.arclight.op.Fmod;
import dev.arclight.op.Frac;
import dev.arclight.op.Gcd;
import dev.arclight.op.GeluBackward;
import dev.arclight.op.GeluTanh;
import dev.arclight.op.GeluTanhBackward;
import dev.arclight.op.Hardshrink;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Hardswish;
import dev.arclight.op.HardswishBackward;
import dev.arclight.op.Hardtanh;
import dev.arclight.op.HardtanhBackward;
import dev.arclight.op.Heaviside;
import dev.arclight.op.Hypot;
import dev.arclight.op.I0;
import dev.arclight.op.I1;
import dev.arclight.op.Isfinite;
import dev.arclight.op.Isinf;
import dev.arclight.op.Lcm;
import dev.arclight.op.LeakyRelu;
import dev.arclight.op.LeakyReluBackward;
import dev.arclight.op.Lerp;
import dev.arclight.op.Lgamma;
import dev.arclight.op.Log10;
import dev.arclight.op.Log1p;
import dev.arclight.op.Log2;
import dev.arclight.op.LogSigmoid;
import dev.arclight.op.Logaddexp;
import dev.arclight.op.Logaddexp2;
import dev.arclight.op.LogicalAnd;
import dev.arclight.op.LogicalNot;
import dev.arclight.op.LogicalOr;
import dev.arclight.op.LogicalXor;
import dev.arclight.op.Logit;
import dev.arclight.op.LogitBackward;
import dev.arclight.op.Mish;
import dev.arclight.op.MishBackward;
import dev.arclight.op.NanToNum;
import dev.arclight.op.Nextafter;
import dev.arclight.op.Polygamma;
import dev.arclight.op.Prelu;
import dev.arclight.op.Reciprocal;
import dev.arclight.op.Remainder;
import dev.arclight.op.Round;
import dev.arclight.op.Rsqrt;
import dev.arclight.op.ShrinkBackward;
import dev.arclight.op.SigmoidBackward;
import dev.arclight.op.Signbit;
import dev.arclight.op.Silu;
import dev.arclight.op.SiluBackward;
import dev.arclight.op.Sinc;
import dev.arclight.op.Sinh;
import dev.arclight.op.Softplus;
import dev.arclight.op.SoftplusBackward;
import dev.arclight.op.Softshrink;
import dev.arclight.op.Square;
import dev.arclight.op.Tan;
import dev.arclight.op.TanhBackward;
import dev.arclight.op.Threshold;
import dev.arclight.op.ThresholdBackward;
import dev.arclight.op.Trunc;
import dev.arclight.op.TruncDivide;
import dev.arclight.op.Xlogy;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** libtorch's names for elementwise ops. */
final class ElementwiseTorchOps {
    /** A view of a string does not hold it: these live on beyond the scope that first used them. */
    private static final BytePointer FLOOR = new BytePointer("floor").retainReference();

    private static final BytePointer TRUNC = new BytePointer("trunc").retainReference();

    private ElementwiseTorchOps() {}

    static void register() {
        TorchOps.unary(Acos.class, torch::acos);
        TorchOps.unary(Acosh.class, torch::acosh);
        TorchOps.unary(Asin.class, torch::asin);
        TorchOps.unary(Asinh.class, torch::asinh);
        TorchOps.unary(Atan.class, torch::atan);
        TorchOps.unary(Atanh.class, torch::atanh);
        TorchOps.unary(BitwiseNot.class, torch::bitwise_not);
        TorchOps.unary(Ceil.class, torch::ceil);
        TorchOps.unary(Cosh.class, torch::cosh);
        TorchOps.unary(Cube.class, x -> torch.pow(x, new Scalar(3L)));
        TorchOps.unary(Digamma.class, torch::digamma);
        TorchOps.unary(Erfc.class, torch::erfc);
        TorchOps.unary(Erfinv.class, torch::erfinv);
        TorchOps.unary(Exp2.class, torch::exp2);
        TorchOps.unary(Expm1.class, torch::expm1);
        TorchOps.unary(Frac.class, torch::frac);
        TorchOps.unary(Hardsigmoid.class, torch::hardsigmoid);
        TorchOps.unary(Hardswish.class, torch::hardswish);
        TorchOps.unary(Isfinite.class, torch::isfinite);
        TorchOps.unary(Isinf.class, torch::isinf);
        TorchOps.unary(I0.class, torch::i0);
        TorchOps.unary(I1.class, torch::special_i1);
        TorchOps.unary(Lgamma.class, torch::lgamma);
        TorchOps.unary(Log10.class, torch::log10);
        TorchOps.unary(Log1p.class, torch::log1p);
        TorchOps.unary(Log2.class, torch::log2);
        TorchOps.unary(LogicalNot.class, torch::logical_not);
        TorchOps.unary(Logit.class, torch::logit);
        TorchOps.unary(LogSigmoid.class, torch::log_sigmoid);
        TorchOps.unary(Mish.class, torch::mish);
        TorchOps.unary(Reciprocal.class, torch::reciprocal);
        TorchOps.unary(Round.class, torch::round);
        TorchOps.unary(Rsqrt.class, torch::rsqrt);
        TorchOps.unary(Signbit.class, torch::signbit);
        TorchOps.unary(Silu.class, torch::silu);
        TorchOps.unary(Sinc.class, torch::sinc);
        TorchOps.unary(Sinh.class, torch::sinh);
        TorchOps.unary(Square.class, torch::square);
        TorchOps.unary(Tan.class, torch::tan);
        TorchOps.unary(Trunc.class, torch::trunc);
        TorchOps.binary(Atan2.class, torch::atan2);
        TorchOps.binary(BitwiseAnd.class, torch::bitwise_and);
        TorchOps.binary(BitwiseLeftShift.class, torch::bitwise_left_shift);
        TorchOps.binary(BitwiseOr.class, torch::bitwise_or);
        TorchOps.binary(BitwiseRightShift.class, torch::bitwise_right_shift);
        TorchOps.binary(BitwiseXor.class, torch::bitwise_xor);
        TorchOps.binary(ClampMax.class, torch::clamp_max);
        TorchOps.binary(ClampMin.class, torch::clamp_min);
        TorchOps.binary(Copysign.class, torch::copysign);
        // floor_divide itself has no derivative there.
        TorchOps.binary(FloorDivide.class, (a, b) -> torch.div(a, b, new StringViewOptional(FLOOR)));
        TorchOps.binary(Fmax.class, torch::fmax);
        TorchOps.binary(Fmin.class, torch::fmin);
        TorchOps.binary(Fmod.class, torch::fmod);
        TorchOps.binary(Gcd.class, torch::gcd);
        TorchOps.binary(Heaviside.class, torch::heaviside);
        TorchOps.binary(Hypot.class, torch::hypot);
        TorchOps.binary(Lcm.class, torch::lcm);
        TorchOps.binary(Logaddexp.class, torch::logaddexp);
        TorchOps.binary(Logaddexp2.class, torch::logaddexp2);
        TorchOps.binary(LogicalAnd.class, torch::logical_and);
        TorchOps.binary(LogicalOr.class, torch::logical_or);
        TorchOps.binary(LogicalXor.class, torch::logical_xor);
        TorchOps.binary(Nextafter.class, torch::nextafter);
        TorchOps.binary(Remainder.class, torch::remainder);
        TorchOps.binary(Xlogy.class, torch::xlogy);

        TorchOps.one(Addcdiv.class, (op, in) -> torch.addcdiv(in[0], in[1], in[2], new Scalar(op.value())));
        TorchOps.one(Addcmul.class, (op, in) -> torch.addcmul(in[0], in[1], in[2], new Scalar(op.value())));
        // clamp itself does not broadcast its input.
        TorchOps.one(Clamp.class, (op, in) -> {
            Tensor x = in[0].add(torch.zeros_like(in[1]).to(in[0].scalar_type()))
                    .add(torch.zeros_like(in[2]).to(in[0].scalar_type()));
            return torch.clamp(x, new TensorOptional(in[1]), new TensorOptional(in[2]));
        });
        TorchOps.one(
                Elu.class,
                (op, in) ->
                        torch.elu(in[0], new Scalar(op.alpha()), new Scalar(op.scale()), new Scalar(op.inputScale())));
        TorchOps.one(
                EluBackward.class,
                (op, in) -> torch.elu_backward(
                        in[0],
                        new Scalar(op.alpha()),
                        new Scalar(op.scale()),
                        new Scalar(op.inputScale()),
                        false,
                        in[1]));
        // oneDNN's does not broadcast.
        TorchOps.binary(
                GeluBackward.class,
                (g, x) -> torch.gelu_backward(g.mul(torch.ones_like(x)), x.add(torch.zeros_like(g))));
        TorchOps.unary(GeluTanh.class, in -> torch.gelu(in, "tanh"));
        TorchOps.binary(GeluTanhBackward.class, (g, x) -> torch.gelu_backward(g, x, "tanh"));
        TorchOps.one(Hardshrink.class, (op, in) -> torch.hardshrink(in[0], new Scalar(op.lambda())));
        TorchOps.binary(HardswishBackward.class, torch::hardswish_backward);
        TorchOps.one(Hardtanh.class, (op, in) -> torch.hardtanh(in[0], new Scalar(op.min()), new Scalar(op.max())));
        TorchOps.one(
                HardtanhBackward.class,
                (op, in) -> torch.hardtanh_backward(in[0], in[1], new Scalar(op.min()), new Scalar(op.max()))
                        .mul(new Scalar(op.slope())));
        TorchOps.one(LeakyRelu.class, (op, in) -> torch.leaky_relu(in[0], new Scalar(op.slope())));
        TorchOps.one(
                LeakyReluBackward.class,
                (op, in) -> torch.leaky_relu_backward(in[0], in[1], new Scalar(op.slope()), false));
        TorchOps.one(Lerp.class, (op, in) -> torch.lerp(in[0], in[1], in[2]));
        // mish_backward has no derivative there; this is what it computes.
        TorchOps.binary(MishBackward.class, ElementwiseTorchOps::mishBackward);
        TorchOps.one(
                NanToNum.class,
                (op, in) -> torch.nan_to_num(
                        in[0],
                        new DoubleOptional(op.nan()),
                        new DoubleOptional(op.positive()),
                        new DoubleOptional(op.negative())));
        TorchOps.binary(LogitBackward.class, ElementwiseTorchOps::logitBackward);
        TorchOps.one(Polygamma.class, (op, in) -> torch.polygamma(op.n(), in[0]));
        TorchOps.binary(Prelu.class, (x, w) -> torch.where(x.gt(new Scalar(0)), x, x.mul(w)));
        TorchOps.one(
                ShrinkBackward.class, (op, in) -> torch.hardshrink_backward(in[0], in[1], new Scalar(op.lambda())));
        TorchOps.binary(SigmoidBackward.class, torch::sigmoid_backward);
        TorchOps.binary(SiluBackward.class, ElementwiseTorchOps::siluBackward);
        TorchOps.one(
                Softplus.class, (op, in) -> torch.softplus(in[0], new Scalar(op.beta()), new Scalar(op.threshold())));
        TorchOps.one(
                SoftplusBackward.class,
                (op, in) -> torch.softplus_backward(in[0], in[1], new Scalar(op.beta()), new Scalar(op.threshold())));
        TorchOps.one(Softshrink.class, (op, in) -> torch.softshrink(in[0], new Scalar(op.lambda())));
        TorchOps.binary(TanhBackward.class, torch::tanh_backward);
        TorchOps.one(
                Threshold.class,
                (op, in) -> torch.threshold(in[0], new Scalar(op.threshold()), new Scalar(op.value())));
        TorchOps.one(
                ThresholdBackward.class,
                (op, in) -> torch.threshold_backward(in[0], in[1], new Scalar(op.threshold())));
        TorchOps.binary(TruncDivide.class, (a, b) -> torch.div(a, b, new StringViewOptional(TRUNC)));
    }

    /** silu_backward has no derivative there; this is what it computes. */
    private static Tensor siluBackward(Tensor grad, Tensor x) {
        if (!torch.isFloatingType(x.scalar_type())) {
            return torch.silu_backward(grad, x);
        }
        Tensor s = torch.sigmoid(x);
        return grad.mul(s).mul(x.mul(s.neg().add(new Scalar(1.0))).add(new Scalar(1.0)));
    }

    private static Tensor logitBackward(Tensor grad, Tensor x) {
        if (!torch.isFloatingType(x.scalar_type())) {
            return torch.logit_backward(grad, x);
        }
        Tensor product = x.mul(x.neg().add(new Scalar(1.0)));
        return grad.div(
                torch.where(product.lt(new Scalar(0)), torch.full_like(product, new Scalar(Double.NaN)), product));
    }

    private static Tensor mishBackward(Tensor grad, Tensor x) {
        if (!torch.isFloatingType(x.scalar_type())) {
            return torch.mish_backward(grad, x);
        }
        Tensor t = torch.tanh(torch.softplus(x));
        Tensor flat = torch.square(t).neg().add(new Scalar(1.0));
        return grad.mul(t.add(x.mul(torch.sigmoid(x)).mul(flat)));
    }
}
