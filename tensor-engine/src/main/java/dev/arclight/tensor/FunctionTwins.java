package dev.arclight.tensor;

/** Static twins of {@link TensorFunctions}, for {@link Tensors}. */
abstract class FunctionTwins extends AliasTwins {
    FunctionTwins() {}

    /** {@link Tensor#neg} of {@code input}. */
    public static Tensor neg(Tensor input) {
        return input.neg();
    }

    /** {@link Tensor#abs} of {@code input}. */
    public static Tensor abs(Tensor input) {
        return input.abs();
    }

    /** {@link Tensor#sign} of {@code input}. */
    public static Tensor sign(Tensor input) {
        return input.sign();
    }

    /** {@link Tensor#sgn} of {@code input}. */
    public static Tensor sgn(Tensor input) {
        return input.sgn();
    }

    /** {@link Tensor#ceil} of {@code input}. */
    public static Tensor ceil(Tensor input) {
        return input.ceil();
    }

    /** {@link Tensor#floor} of {@code input}. */
    public static Tensor floor(Tensor input) {
        return input.floor();
    }

    /** {@link Tensor#round} of {@code input}. */
    public static Tensor round(Tensor input) {
        return input.round();
    }

    /** {@link Tensor#round} of {@code input}. */
    public static Tensor round(Tensor input, int decimals) {
        return input.round(decimals);
    }

    /** {@link Tensor#trunc} of {@code input}. */
    public static Tensor trunc(Tensor input) {
        return input.trunc();
    }

    /** {@link Tensor#frac} of {@code input}. */
    public static Tensor frac(Tensor input) {
        return input.frac();
    }

    /** {@link Tensor#reciprocal} of {@code input}. */
    public static Tensor reciprocal(Tensor input) {
        return input.reciprocal();
    }

    /** {@link Tensor#square} of {@code input}. */
    public static Tensor square(Tensor input) {
        return input.square();
    }

    /** {@link Tensor#sqrt} of {@code input}. */
    public static Tensor sqrt(Tensor input) {
        return input.sqrt();
    }

    /** {@link Tensor#rsqrt} of {@code input}. */
    public static Tensor rsqrt(Tensor input) {
        return input.rsqrt();
    }

    /** {@link Tensor#exp} of {@code input}. */
    public static Tensor exp(Tensor input) {
        return input.exp();
    }

    /** {@link Tensor#exp2} of {@code input}. */
    public static Tensor exp2(Tensor input) {
        return input.exp2();
    }

    /** {@link Tensor#expm1} of {@code input}. */
    public static Tensor expm1(Tensor input) {
        return input.expm1();
    }

    /** {@link Tensor#log} of {@code input}. */
    public static Tensor log(Tensor input) {
        return input.log();
    }

    /** {@link Tensor#log2} of {@code input}. */
    public static Tensor log2(Tensor input) {
        return input.log2();
    }

    /** {@link Tensor#log10} of {@code input}. */
    public static Tensor log10(Tensor input) {
        return input.log10();
    }

    /** {@link Tensor#log1p} of {@code input}. */
    public static Tensor log1p(Tensor input) {
        return input.log1p();
    }

    /** {@link Tensor#sin} of {@code input}. */
    public static Tensor sin(Tensor input) {
        return input.sin();
    }

    /** {@link Tensor#cos} of {@code input}. */
    public static Tensor cos(Tensor input) {
        return input.cos();
    }

    /** {@link Tensor#tan} of {@code input}. */
    public static Tensor tan(Tensor input) {
        return input.tan();
    }

    /** {@link Tensor#asin} of {@code input}. */
    public static Tensor asin(Tensor input) {
        return input.asin();
    }

    /** {@link Tensor#acos} of {@code input}. */
    public static Tensor acos(Tensor input) {
        return input.acos();
    }

    /** {@link Tensor#atan} of {@code input}. */
    public static Tensor atan(Tensor input) {
        return input.atan();
    }

    /** {@link Tensor#sinh} of {@code input}. */
    public static Tensor sinh(Tensor input) {
        return input.sinh();
    }

    /** {@link Tensor#cosh} of {@code input}. */
    public static Tensor cosh(Tensor input) {
        return input.cosh();
    }

    /** {@link Tensor#tanh} of {@code input}. */
    public static Tensor tanh(Tensor input) {
        return input.tanh();
    }

    /** {@link Tensor#asinh} of {@code input}. */
    public static Tensor asinh(Tensor input) {
        return input.asinh();
    }

    /** {@link Tensor#acosh} of {@code input}. */
    public static Tensor acosh(Tensor input) {
        return input.acosh();
    }

    /** {@link Tensor#atanh} of {@code input}. */
    public static Tensor atanh(Tensor input) {
        return input.atanh();
    }

    /** {@link Tensor#erf} of {@code input}. */
    public static Tensor erf(Tensor input) {
        return input.erf();
    }

    /** {@link Tensor#erfc} of {@code input}. */
    public static Tensor erfc(Tensor input) {
        return input.erfc();
    }

    /** {@link Tensor#erfinv} of {@code input}. */
    public static Tensor erfinv(Tensor input) {
        return input.erfinv();
    }

    /** {@link Tensor#lgamma} of {@code input}. */
    public static Tensor lgamma(Tensor input) {
        return input.lgamma();
    }

    /** {@link Tensor#digamma} of {@code input}. */
    public static Tensor digamma(Tensor input) {
        return input.digamma();
    }

    /** {@link Tensor#sinc} of {@code input}. */
    public static Tensor sinc(Tensor input) {
        return input.sinc();
    }

    /** {@link Tensor#sigmoid} of {@code input}. */
    public static Tensor sigmoid(Tensor input) {
        return input.sigmoid();
    }

    /** {@link Tensor#relu} of {@code input}. */
    public static Tensor relu(Tensor input) {
        return input.relu();
    }

    /** {@link Tensor#polygamma} of {@code input}. */
    public static Tensor polygamma(Tensor input, int n) {
        return input.polygamma(n);
    }

    /** {@link Tensor#positive} of {@code input}. */
    public static Tensor positive(Tensor input) {
        return input.positive();
    }

    /** {@link Tensor#logit} of {@code input}. */
    public static Tensor logit(Tensor input) {
        return input.logit();
    }

    /** {@link Tensor#logit} of {@code input}. */
    public static Tensor logit(Tensor input, double eps) {
        return input.logit(eps);
    }

    /** {@link Tensor#deg2rad} of {@code input}. */
    public static Tensor deg2rad(Tensor input) {
        return input.deg2rad();
    }

    /** {@link Tensor#rad2deg} of {@code input}. */
    public static Tensor rad2deg(Tensor input) {
        return input.rad2deg();
    }

    /** {@link Tensor#nanToNum} of {@code input}. */
    public static Tensor nanToNum(Tensor input) {
        return input.nanToNum();
    }

    /** {@link Tensor#nanToNum} of {@code input}. */
    public static Tensor nanToNum(Tensor input, double nan, double posinf, double neginf) {
        return input.nanToNum(nan, posinf, neginf);
    }

    /** {@link Tensor#atan2} of {@code input}. */
    public static Tensor atan2(Tensor input, Tensor other) {
        return input.atan2(other);
    }

    /** {@link Tensor#hypot} of {@code input}. */
    public static Tensor hypot(Tensor input, Tensor other) {
        return input.hypot(other);
    }

    /** {@link Tensor#copysign} of {@code input}. */
    public static Tensor copysign(Tensor input, Tensor other) {
        return input.copysign(other);
    }

    /** {@link Tensor#copysign} of {@code input}. */
    public static Tensor copysign(Tensor input, double other) {
        return input.copysign(other);
    }

    /** {@link Tensor#nextafter} of {@code input}. */
    public static Tensor nextafter(Tensor input, Tensor other) {
        return input.nextafter(other);
    }

    /** {@link Tensor#logaddexp} of {@code input}. */
    public static Tensor logaddexp(Tensor input, Tensor other) {
        return input.logaddexp(other);
    }

    /** {@link Tensor#logaddexp2} of {@code input}. */
    public static Tensor logaddexp2(Tensor input, Tensor other) {
        return input.logaddexp2(other);
    }

    /** {@link Tensor#xlogy} of {@code input}. */
    public static Tensor xlogy(Tensor input, Tensor other) {
        return input.xlogy(other);
    }

    /** {@link Tensor#xlogy} of {@code input}. */
    public static Tensor xlogy(Tensor input, double other) {
        return input.xlogy(other);
    }

    /** {@link Tensor#heaviside} of {@code input}. */
    public static Tensor heaviside(Tensor input, Tensor values) {
        return input.heaviside(values);
    }

    /** {@link Tensor#ldexp} of {@code input}. */
    public static Tensor ldexp(Tensor input, Tensor exponent) {
        return input.ldexp(exponent);
    }

    /** {@link Tensor#prelu} of {@code input}. */
    public static Tensor prelu(Tensor input, Tensor weight) {
        return input.prelu(weight);
    }

    /** {@link Tensor#hardshrink} of {@code input}. */
    public static Tensor hardshrink(Tensor input) {
        return input.hardshrink();
    }

    /** {@link Tensor#hardshrink} of {@code input}. */
    public static Tensor hardshrink(Tensor input, double lambda) {
        return input.hardshrink(lambda);
    }

    /** {@link Tensor#mvlgamma} of {@code input}. */
    public static Tensor mvlgamma(Tensor input, int p) {
        return input.mvlgamma(p);
    }

    /** {@link Tensor#i0} of {@code input}. */
    public static Tensor i0(Tensor input) {
        return input.i0();
    }

    /** {@link Tensor#frexp} of {@code input}. */
    public static MantissaAndExponent frexp(Tensor input) {
        return input.frexp();
    }
}
