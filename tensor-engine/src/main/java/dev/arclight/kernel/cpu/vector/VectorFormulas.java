package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatFunction;

/** The formulas of the CPU backend's float functions. */
final class VectorFormulas {
    private static final int SIX_BITS = Float.floatToRawIntBits(6f);

    private VectorFormulas() {}

    static Floats of(FloatFunction function) {
        Floats x = Floats.operand(0);
        return switch (function) {
            case NEGATE -> x.neg();
            case ABS -> x.abs();
            case SQUARE -> x.mul(x);
            case CUBE -> x.mul(x).mul(x);
            case SQRT -> x.sqrt();
            case RECIPROCAL -> Floats.of(1f).div(x);
            case RSQRT -> Floats.of(1f).div(x.sqrt());
            case RELU -> x.blend(0f, x.le(0f));
            case EXP -> VectorMath.exp(x);
            case EXPM1 -> VectorMath.expm1(x);
            case LOG -> VectorMath.log(x);
            case LOG1P -> VectorMath.log1p(x);
            case TANH -> VectorMath.tanh(x);
            case SIGMOID -> VectorMath.sigmoid(x);
            case SILU -> x.mul(VectorMath.sigmoid(x));
            case SOFTPLUS -> VectorMath.softplus(x);
            case ERF -> VectorMath.erf(x);
            case ERFC -> VectorMath.erfc(x);
            case GELU -> VectorMath.gelu(x);
            case GELU_TANH -> VectorMath.geluTanh(x);
            case SIN -> VectorMath.sin(x);
            case COS -> VectorMath.cos(x);
            case TAN -> VectorCircular.tan(x);
        };
    }

    static Floats of(FloatBinaryFunction function) {
        Floats a = Floats.operand(0);
        Floats b = Floats.operand(1);
        return switch (function) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            case MAXIMUM -> a.max(b);
            case MINIMUM -> a.min(b);
            case WHERE_POSITIVE -> a.blend(0f, b.le(0f));
        };
    }

    static Expression of(FloatFormula formula) {
        if (formula.isTest()) {
            return test(formula);
        }
        return switch (formula.operands()) {
            case 1 -> ofOne(formula, Floats.operand(0));
            case 2 -> ofTwo(formula, Floats.operand(0), Floats.operand(1));
            default -> ofThree(formula, Floats.operand(0), Floats.operand(1), Floats.operand(2));
        };
    }

    private static Mask test(FloatFormula formula) {
        Floats a = Floats.operand(0);
        Floats b = Floats.operand(1);
        return switch (formula) {
            case EQUAL -> a.eq(b);
            case NOT_EQUAL -> a.ne(b);
            case LESS -> a.lt(b);
            case LESS_OR_EQUAL -> a.le(b);
            case GREATER -> a.gt(b);
            case GREATER_OR_EQUAL -> a.ge(b);
            case FAR_QUOTIENT -> VectorCircular.isFarQuotient(a, b);
            case OUTSIDE_GAMMA -> VectorGamma.isOutside(a);
            default -> throw unknown(formula);
        };
    }

    private static Floats ofOne(FloatFormula formula, Floats x) {
        Floats p = Floats.parameter(0);
        Floats q = Floats.parameter(1);
        Floats r = Floats.parameter(2);
        return switch (formula) {
            case EXP2 -> VectorMath.exp2(x);
            case LOG2 -> VectorMath.log2(x);
            case LOG10 -> VectorMath.log10(x);
            case ASIN -> VectorCircular.asin(x);
            case ACOS -> VectorCircular.acos(x);
            case ATAN -> VectorCircular.atan(x);
            case LGAMMA -> VectorGamma.lgamma(x);
            case DIGAMMA -> VectorGamma.digamma(x);
            case TRIGAMMA -> VectorGamma.trigamma(x);
            case LOGIT -> VectorLogarithmic.logit(x);
            case SINC -> VectorCircular.sinc(x);
            case SINH -> VectorHyperbolic.sinh(x);
            case COSH -> VectorHyperbolic.cosh(x);
            case ASINH -> VectorHyperbolic.asinh(x);
            case ACOSH -> VectorHyperbolic.acosh(x);
            case ATANH -> VectorHyperbolic.atanh(x);
            case ERFINV -> VectorHyperbolic.erfinv(x);
            case LOG_SIGMOID -> VectorMath.logSigmoid(x);
            case MISH -> VectorMath.mish(x);
            case NAN_TO_NUM -> VectorMath.nanToNum(x, p, q, r);
            case ROUND -> VectorMath.round(x);
            case FLOOR -> VectorMath.floor(x);
            case CEIL -> VectorMath.ceil(x);
            case TRUNC -> VectorMath.trunc(x);
            case FRAC -> VectorMath.frac(x);
            case SIGN -> VectorMath.sign(x);
            case HARDSIGMOID ->
                sixthOfClipped(x).asInts().or(VectorMath.isNan(x.asInts())).asFloats();
            case HARDSWISH -> x.mul(sixthOfClipped(x));
            case LEAKY_RELU -> x.mul(p).blend(x, x.gt(0f));
            case ELU -> VectorMath.expm1(x.mul(r)).mul(p).blend(x.mul(q), x.gt(0f));
            case HARDTANH -> within(x, p, q);
            case HARDTANH_AROUND_ZERO -> VectorMath.withinAroundZero(x, p, q);
            case HARDSHRINK -> x.blend(0f, x.ge(p.neg()).and(x.le(p)));
            case SOFTSHRINK -> VectorMath.softshrink(x, p);
            case THRESHOLD -> x.blend(q, x.le(p));
            case SOFTPLUS ->
                VectorMath.softplus(x.mul(p)).div(p).blend(x, x.mul(p).gt(q));
            default -> throw unknown(formula);
        };
    }

    /**
     * {@code min(max(x + 3, 0), 6) / 6}, some number for NaN: clipped by bits, for numbers from 0 on have their order and others
     * lie below them, and divided by a product and what it lacks, which rounds as a division does, for each of these numbers.
     */
    private static Floats sixthOfClipped(Floats x) {
        Floats clipped = x.add(3f).asInts().max(0).min(Ints.of(SIX_BITS)).asFloats();
        Floats sixth = clipped.mul(1f / 6);
        return sixth.fma(-6f, clipped).fma(1f / 6, sixth);
    }

    /** By comparisons, since vector minimum and maximum spend several instructions on signed zeros. */
    private static Floats within(Floats x, Floats least, Floats most) {
        Floats low = x.blend(least, x.lt(least));
        return low.blend(most, low.gt(most));
    }

    private static Floats ofTwo(FloatFormula formula, Floats a, Floats b) {
        Floats p = Floats.parameter(0);
        Floats q = Floats.parameter(1);
        Floats r = Floats.parameter(2);
        Floats one = Floats.of(1f);
        return switch (formula) {
            case POW -> VectorMath.pow(a, b);
            case ATAN2 -> VectorCircular.atan2(a, b);
            case HYPOT -> VectorCircular.hypot(a, b);
            case FMOD -> VectorCircular.fmod(a, b);
            case REMAINDER -> VectorCircular.remainder(a, b);
            case LOGADDEXP -> VectorLogarithmic.logaddexp(a, b);
            case LOGADDEXP2 -> VectorLogarithmic.logaddexp2(a, b);
            case XLOGY -> VectorLogarithmic.xlogy(a, b);
            case PAIR_LOSS -> {
                Floats d = a.sub(b);
                Floats size = d.abs();
                yield d.mul(d).mul(p).blend(size.sub(q.mul(0.5f)).mul(r), size.gt(q));
            }
            case PRELU -> a.mul(b).blend(a, a.gt(0f));
            case SIGMOID_BACKWARD -> a.mul(one.sub(b)).mul(b);
            case TANH_BACKWARD -> a.mul(one.sub(b.abs())).mul(one.add(b.abs()));
            case SILU_BACKWARD -> a.mul(VectorMath.siluSlope(b));
            case GELU_BACKWARD -> a.mul(VectorMath.geluSlope(b));
            case GELU_TANH_BACKWARD -> a.mul(VectorMath.geluTanhSlope(b));
            case MISH_BACKWARD -> a.mul(VectorMath.mishSlope(b));
            case HARDSWISH_BACKWARD ->
                a.mul(b.div(Floats.of(3f)).add(0.5f)).blend(a, b.gt(3f)).blend(0f, b.lt(-3f));
            case LEAKY_RELU_BACKWARD -> a.mul(p).blend(a, b.gt(0f));
            case ELU_BACKWARD -> a.mul(p).mul(VectorMath.exp(b.mul(r))).blend(a.mul(q), b.gt(0f));
            case HARDTANH_BACKWARD -> Floats.of(0f).blend(a.mul(r), b.gt(p).and(b.lt(q)));
            case LOGIT_BACKWARD -> {
                Floats product = b.mul(one.sub(b));
                // Outside [0, 1] the product is negative.
                yield a.div(product).blend(Float.NaN, product.lt(0f));
            }
            case SHRINK_BACKWARD -> Floats.of(0f).blend(a, b.gt(p).or(b.lt(p.neg())));
            case THRESHOLD_BACKWARD -> a.blend(0f, b.le(p));
            case SOFTPLUS_BACKWARD ->
                a.mul(VectorMath.sigmoid(b.mul(p))).blend(a, b.mul(p).gt(q));
            default -> throw unknown(formula);
        };
    }

    private static Floats ofThree(FloatFormula formula, Floats a, Floats b, Floats c) {
        Floats p = Floats.parameter(0);
        Floats q = Floats.parameter(1);
        Floats r = Floats.parameter(2);
        return switch (formula) {
            case CLAMP -> {
                Floats low = a.blend(b, a.lt(b).or(b.ne(b)));
                yield low.blend(c, low.gt(c).or(c.ne(c)));
            }
            case PAIR_LOSS_BACKWARD -> {
                Floats d = b.sub(c);
                yield a.mul(d.mul(p).blend(r.withSignOf(d), d.abs().gt(q)));
            }
            case LERP -> {
                Floats way = b.sub(a);
                Floats back = b.sub(way.mul(Floats.of(1f).sub(c)));
                yield back.blend(a.add(c.mul(way)), c.lt(0.5f).and(c.gt(-0.5f)));
            }
            case ADDCMUL -> a.add(p.mul(b).mul(c));
            case ADDCDIV -> a.add(p.mul(b.div(c)));
            case WHERE -> c.blend(b, a.ne(0f));
            default -> throw unknown(formula);
        };
    }

    private static IllegalStateException unknown(FloatFormula formula) {
        return new IllegalStateException(formula + " has no formula of " + formula.operands() + " operands");
    }
}
