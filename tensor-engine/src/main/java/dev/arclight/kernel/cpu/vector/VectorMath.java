package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.arclight.op.Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Functions} as formulas on vectors, operation for operation; read the comments there.
 *
 * <p>Clamping is written as comparison and blend, since vector minimum and maximum spend several instructions on signed
 * zeros.
 */
final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final int TWO_POW_23_BITS = Float.floatToRawIntBits(TWO_POW_23);

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private VectorMath() {}

    static Floats exp(Floats x) {
        Floats shifted = x.fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-LN2_LOW, n.fma(-LN2_HIGH, x));
        Floats y = timesAnyPowerOfTwo(expOfSmall(r), shifted, x.lt(EXP_NORMAL));
        return beyond(x).blend(y, x.le(EXP_FINITE)).blend(0f, x.lt(EXP_MIN));
    }

    /** Infinity of positive numbers, NaN of NaN. */
    private static Floats beyond(Floats x) {
        return x.mul(Floats.of(Float.POSITIVE_INFINITY));
    }

    /**
     * p · 2ⁿ with p from √½ to √2, where the low bits of a sum with ROUNDER hold n: the same as in two factors, by adding to
     * the exponent's bits. Where the result is denormal, and only there, it is rounded on the way back from 2⁶⁴ times it.
     */
    private static Floats timesAnyPowerOfTwo(Floats p, Floats shifted, Mask denormal) {
        Ints scaled = p.asInts().add(shifted.asInts().shiftLeft(23));
        Floats small = scaled.add(64 << 23).asFloats().mul(TWO_POW_MINUS_64);
        return scaled.asFloats().blend(small, denormal);
    }

    /** e<sup>r</sup> for |r| ≤ ln 2 / 2. */
    static Floats expOfSmall(Floats r) {
        Floats p = Floats.of(EXP_4).fma(r, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        p = p.fma(r, EXP_0);
        return p.fma(r.mul(r), r).add(1f);
    }

    /** e<sup>x</sup> of x ≤ 0: without a test for overflow, and scaled by one factor that varies. */
    static Floats expOfNegative(Floats x) {
        Floats c = x.blend(EXP_MIN, x.lt(EXP_MIN));
        Floats shifted = c.fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-LN2_LOW, n.fma(-LN2_HIGH, c));
        return timesNegativePowerOfTwo(expOfSmall(r), shifted);
    }

    /** p · 2ⁿ for n from -160 to 0, where the low bits of a sum with ROUNDER hold n. */
    private static Floats timesNegativePowerOfTwo(Floats p, Floats shifted) {
        return p.mul(negativePowerOfTwo(shifted)).mul(TWO_POW_MINUS_64);
    }

    /** 2⁶⁴⁺ⁿ for n from -160 to 0. */
    private static Floats negativePowerOfTwo(Floats shifted) {
        return shifted.asInts().add(127 + 64 - ROUNDER_BITS).shiftLeft(23).asFloats();
    }

    /** p · 2ⁿ, in two factors, where the low bits of a sum with ROUNDER hold n. */
    static Floats timesPowerOfTwo(Floats p, Floats shifted) {
        Ints exponent = shifted.asInts().sub(ROUNDER_BITS);
        Ints half = exponent.shiftRight(1);
        return p.mul(half.add(127).shiftLeft(23).asFloats())
                .mul(exponent.sub(half).add(127).shiftLeft(23).asFloats());
    }

    /**
     * The same on a vector, for loops written by hand: short enough that C2 inlines it, provided that it is called before
     * their own arithmetic.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(EXP_MAX, x.compare(VectorOperators.GT, EXP_MAX));
        c = c.blend(EXP_MIN, c.compare(VectorOperators.LT, EXP_MIN));
        FloatVector shifted = c.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(FLOATS, -LN2_LOW), n.fma(broadcast(FLOATS, -LN2_HIGH), c));
        FloatVector p = broadcast(FLOATS, EXP_4).fma(r, broadcast(FLOATS, EXP_3));
        p = p.fma(r, broadcast(FLOATS, EXP_2));
        p = p.fma(r, broadcast(FLOATS, EXP_1));
        p = p.fma(r, broadcast(FLOATS, EXP_0));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return p.mul(half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
                .mul(exponent.sub(half)
                        .add(127)
                        .lanewise(VectorOperators.LSHL, 23)
                        .reinterpretAsFloats());
    }

    static Floats expm1(Floats x) {
        Floats c = x.blend(EXP_MAX, x.gt(EXP_MAX));
        c = c.blend(EXPM1_MIN, c.lt(EXPM1_MIN));
        return expm1InRange(c).withSignOf(x);
    }

    private static Floats expm1InRange(Floats x) {
        Floats shifted = x.fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-LN2_LOW, n.fma(-LN2_HIGH, x));
        Floats p = Floats.of(EXPM1_5).fma(r, EXPM1_4);
        p = p.fma(r, EXPM1_3);
        p = p.fma(r, EXPM1_2);
        p = p.fma(r, EXPM1_1);
        p = p.fma(r, EXPM1_0);
        p = p.fma(r.mul(r), r);
        Floats halfScale =
                shifted.asInts().add(126 - ROUNDER_BITS).shiftLeft(23).asFloats();
        return p.fma(halfScale, halfScale.sub(0.5f)).mul(2f);
    }

    /** The whole exponent e and the rest f of a finite number {@code 2^e (1 + f)} with 2/3 ≤ 1 + f < 4/3. */
    private record Parts(Floats e, Floats f) {}

    private static Parts parts(Floats x, int least) {
        Mask denormal = x.lt(Float.MIN_NORMAL);
        Ints bits = x.blend(x.mul(TWO_POW_23), denormal).asInts();
        Ints exponent = bits.sub(least).shiftRight(23);
        Floats f = bits.sub(exponent.shiftLeft(23)).asFloats().sub(1f);
        Floats e = exponent.add(ROUNDER_BITS)
                .asFloats()
                .sub(ROUNDER)
                .sub(Floats.of(0f).blend(23f, denormal));
        return new Parts(e, f);
    }

    /** {@code (log(1 + f) - f) / f²}. */
    static Floats logTail(Floats f) {
        Floats p = Floats.of(LOG_8).fma(f, LOG_7);
        p = p.fma(f, LOG_6);
        p = p.fma(f, LOG_5);
        p = p.fma(f, LOG_4);
        p = p.fma(f, LOG_3);
        p = p.fma(f, LOG_2);
        p = p.fma(f, LOG_1);
        p = p.fma(f, LOG_0);
        return p.fma(f, -0.5f);
    }

    static Floats log(Floats x) {
        Parts parts = parts(x, TWO_THIRDS_BITS);
        Floats f = parts.f();
        Floats p = parts.e().fma(LN2_LOW, logTail(f).mul(f.mul(f)));
        return logLimits(parts.e().fma(LN2_HIGH, f.add(p)), x);
    }

    static Floats log2(Floats x) {
        Parts parts = parts(x, TWO_THIRDS_BITS);
        Floats f = parts.f();
        Floats natural = f.add(logTail(f).mul(f.mul(f)));
        return logLimits(natural.fma(LOG2_E, parts.e()), x);
    }

    static Floats log10(Floats x) {
        Parts parts = parts(x, TWO_THIRDS_BITS);
        Floats f = parts.f();
        Floats e = parts.e();
        Floats low = logTail(f).mul(f.mul(f)).fma(LOG10_E, f.fma(LOG10_E_LOW, e.mul(LOG10_2_LOW)));
        return logLimits(e.fma(LOG10_2_HIGH, f.fma(LOG10_E, low)), x);
    }

    /** The logarithm given that of what is finite and positive. */
    private static Floats logLimits(Floats finite, Floats x) {
        Floats y = finite;
        y = y.blend(Float.NaN, x.lt(0f));
        y = y.blend(Float.NEGATIVE_INFINITY, x.eq(0f));
        return x.blend(y, x.lt(Float.POSITIVE_INFINITY));
    }

    static Floats log1p(Floats x) {
        Floats u = x.add(1f);
        Floats b = u.sub(1f);
        Floats lost = Floats.of(1f).sub(u.sub(b)).add(x.sub(b));
        Floats y = logOfSum(u, lost.div(u), Floats.of(0f));
        y = y.blend(Float.NEGATIVE_INFINITY, u.eq(0f));
        y = y.blend(Float.NaN, u.lt(0f));
        y = y.blend(x, u.eq(1f));
        return u.blend(y, u.lt(Float.POSITIVE_INFINITY));
    }

    static Floats logOfSum(Floats u, Floats c, Floats k) {
        Ints bits = u.asInts();
        Ints exponent = bits.sub(TWO_THIRDS_BITS).shiftRight(23);
        Floats f = bits.sub(exponent.shiftLeft(23)).asFloats().sub(1f);
        Floats e = exponent.add(ROUNDER_BITS).asFloats().sub(ROUNDER).add(k);
        Floats p = e.fma(LN2_LOW, logTail(f).fma(f.mul(f), c));
        return e.fma(LN2_HIGH, f.add(p));
    }

    static Floats tanh(Floats x) {
        Floats a = x.abs();
        a = a.blend(TANH_MAX, a.gt(TANH_MAX));
        Floats t = expm1InRange(a.mul(2f));
        return t.div(t.add(2f)).withSignOf(x);
    }

    static Floats sigmoid(Floats x) {
        Floats e = expOfNegative(x.abs().neg());
        Floats numerator = e.blend(1f, x.ge(0f));
        return numerator.div(e.add(1f));
    }

    static Floats softplus(Floats x) {
        Floats e = expOfNegative(x.abs().neg());
        Floats t = e.div(e.add(2f));
        Floats u = t.mul(t);
        Floats p = Floats.of(ARTANH_3).fma(u, ARTANH_2);
        p = p.fma(u, ARTANH_1);
        p = p.fma(u, ARTANH_0);
        Floats tail = p.fma(t.mul(u), t).mul(2f);
        return Floats.of(0f).blend(x, x.gt(0f)).add(tail);
    }

    /** log(1 / (1 + e⁻ˣ)). */
    static Floats logSigmoid(Floats x) {
        return softplus(x.neg()).neg();
    }

    static Floats exp2(Floats x) {
        Floats shifted = x.add(ROUNDER);
        Floats r = x.sub(shifted.sub(ROUNDER)).mul(LN2_HIGH);
        Floats y = timesAnyPowerOfTwo(expOfSmall(r), shifted, x.lt(EXP2_NORMAL));
        return beyond(x).blend(y, x.lt(EXP2_INFINITE)).blend(0f, x.lt(EXP2_MIN));
    }

    static Floats erf(Floats x) {
        Floats a = x.abs();
        Floats far = Floats.of(1f).sub(erfcOfMagnitude(a));
        Floats u = x.mul(x);
        Floats p = Floats.of(ERF_4).fma(u, ERF_3);
        p = p.fma(u, ERF_2);
        p = p.fma(u, ERF_1);
        p = p.fma(u, ERF_0);
        Floats near = p.fma(a, a);
        Ints sign = x.asInts().and(Integer.MIN_VALUE);
        return far.blend(near, a.lt(ERF_SMALL)).asInts().or(sign).asFloats();
    }

    static Floats erfc(Floats x) {
        Floats c = erfcOfMagnitude(x.abs());
        return c.blend(Floats.of(2f).sub(c), x.lt(0f));
    }

    private static Floats erfcOfMagnitude(Floats a) {
        Floats z = a.blend(ERFC_MAX, a.gt(ERFC_MAX));
        return erfcOf(z);
    }

    private static Floats erfcOf(Floats z) {
        Floats minusZ = z.neg();
        Floats shifted = z.mul(minusZ).fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = z.fma(minusZ, n.mul(-LN2_SHORT));
        Floats e = expOfSmall(n.fma(-LN2_SHORT_REST, r)).mul(negativePowerOfTwo(shifted));
        Floats t = z.sub(3f).div(z.add(3f));
        Floats p = Floats.of(ERFCX_10).fma(t, ERFCX_9);
        p = p.fma(t, ERFCX_8);
        p = p.fma(t, ERFCX_7);
        p = p.fma(t, ERFCX_6);
        p = p.fma(t, ERFCX_5);
        p = p.fma(t, ERFCX_4);
        p = p.fma(t, ERFCX_3);
        p = p.fma(t, ERFCX_2);
        p = p.fma(t, ERFCX_1);
        p = p.fma(t, ERFCX_0);
        return e.mul(p).mul(TWO_POW_MINUS_64);
    }

    static Floats gelu(Floats x) {
        Ints bits = x.asInts();
        Floats m = minusMagnitude(bits);
        Floats tail = scaledExpOfHalfSquare(m).mul(scaledTailRatio(m));
        Floats positive = x.sub(bits.and(bits.shiftRight(31)).asFloats());
        return m.fma(tail, positive).asInts().or(sign(bits)).asFloats();
    }

    private static Floats minusMagnitude(Ints bits) {
        return bits.or(Ints.of(Integer.MIN_VALUE)).min(MINUS_GELU_MAX_BITS).asFloats();
    }

    private static Floats scaledExpOfHalfSquare(Floats m) {
        Floats shifted = m.mul(m).fma(LOG2_E * 0.5f, LOWER_ROUNDER);
        Floats n = shifted.sub(LOWER_ROUNDER);
        Floats r = n.fma(-2 * LN2_SHORT_REST, m.fma(m, n.mul(-2 * LN2_SHORT)));
        Floats e = Floats.of(HALF_EXP_6).fma(r, HALF_EXP_5);
        e = e.fma(r, HALF_EXP_4);
        e = e.fma(r, HALF_EXP_3);
        e = e.fma(r, HALF_EXP_2);
        e = e.fma(r, HALF_EXP_1);
        e = e.fma(r, 1f);
        return e.asInts().sub(shifted.asInts().shiftLeft(23)).asFloats();
    }

    private static Floats scaledTailRatio(Floats m) {
        Floats p = Floats.of(TAIL_4).fma(m, TAIL_3);
        p = p.fma(m, TAIL_2);
        p = p.fma(m, TAIL_1);
        p = p.fma(m, TAIL_0);
        Floats q = m.add(TAIL_UNDER_4);
        q = q.fma(m, TAIL_UNDER_3);
        q = q.fma(m, TAIL_UNDER_2);
        q = q.fma(m, TAIL_UNDER_1);
        return p.div(q.fma(m, TAIL_UNDER_0));
    }

    static Floats geluTanh(Floats x) {
        return x.mul(sigmoid(x.mul(x.mul(x).fma(GELU_TANH_3, GELU_TANH_1))));
    }

    static Floats sin(Floats x) {
        Floats y = quarterWave(x, 0);
        return y.blend(x, x.abs().lt(SIN_TINY));
    }

    static Floats cos(Floats x) {
        return quarterWave(x, 1);
    }

    private static Floats quarterWave(Floats x, int quarters) {
        Floats shifted = x.fma(TWO_OVER_PI, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-HALF_PI_HIGH, x);
        r = n.fma(-HALF_PI_MIDDLE, r);
        r = n.fma(-HALF_PI_LOW, r);
        Floats u = r.mul(r);
        Floats s = Floats.of(SIN_2).fma(u, SIN_1);
        s = s.fma(u, SIN_0);
        s = s.fma(r.mul(u), r);
        Floats c = Floats.of(COS_2).fma(u, COS_1);
        c = c.fma(u, COS_0);
        c = c.fma(u.mul(u), u.fma(-0.5f, 1f));
        Ints quadrant = shifted.asInts().add(quarters);
        Mask even = quadrant.and(1).eq(0);
        Ints sign = quadrant.and(2).shiftLeft(30);
        return c.blend(s, even).asInts().xor(sign).asFloats();
    }

    /**
     * To the nearest whole number, the even one of two. Like its kin in bits rather than masks: on JDK 17 a comparison and a
     * blend take twice the instructions.
     */
    static Floats round(Floats x) {
        Ints sign = sign(x.asInts());
        return toWhole(x, sign).asInts().or(sign).asFloats();
    }

    private static Ints sign(Ints bits) {
        return bits.and(Integer.MIN_VALUE);
    }

    /**
     * What lies 2²⁴ nearer to zero, and hence from 2²³ to 2²⁴ beyond it, is rounded to whole numbers. From 2²⁴ on, where there
     * are no others, what is taken off and added again is the number itself or half of it, and changes nothing.
     */
    private static Floats toWhole(Floats x, Ints sign) {
        Floats shift = shift(x.asInts()).or(sign).asFloats();
        return x.sub(shift).add(shift);
    }

    /** The number without its exponent's lowest bit, so that it is finite where the number is infinite; at least 2²⁴. */
    private static Ints shift(Ints bits) {
        return bits.and(Integer.MAX_VALUE - (1 << 23)).max(TWO_POW_24_BITS);
    }

    /** 1 where the difference is negative, else 0. */
    private static Floats oneWhereNegative(Floats difference) {
        return difference
                .asInts()
                .shiftRight(31)
                .and(Float.floatToRawIntBits(1f))
                .asFloats();
    }

    static Floats trunc(Floats x) {
        Floats a = x.abs();
        Floats shift = shift(a.asInts()).asFloats();
        Floats w = a.sub(shift).add(shift);
        return w.sub(oneWhereNegative(a.sub(w))).asInts().or(sign(x.asInts())).asFloats();
    }

    /**
     * x less its whole part, as its magnitude less the nearest whole number and one more where that lies above. From 2²³ on
     * there is no rest, but of infinity and NaN there is NaN; a rest of 0 is positive.
     */
    static Floats frac(Floats x) {
        Ints bits = x.asInts();
        Floats magnitude = bits.and(Integer.MAX_VALUE).asFloats();
        Floats a = magnitude.asInts().min(TWO_POW_23_BITS).asFloats();
        Floats rest = a.sub(a.add(TWO_POW_23).sub(TWO_POW_23));
        Floats positive = rest.add(oneWhereNegative(rest));
        return magnitude.fma(0f, positive.asInts().or(sign(bits)).asFloats());
    }

    /** The magnitude less λ ≥ 0, or 0 if it is less, with the sign of x: in bits, for numbers from 0 on have their order. */
    static Floats softshrink(Floats x, Floats lambda) {
        Ints bits = x.asInts();
        Ints magnitude = bits.and(Integer.MAX_VALUE);
        Floats rest = magnitude.asFloats().sub(magnitude.min(lambda.asInts()).asFloats());
        return rest.asInts().or(sign(bits)).asFloats();
    }

    static Floats floor(Floats x) {
        Floats w = round(x);
        return w.sub(oneWhereNegative(x.sub(w)));
    }

    static Floats ceil(Floats x) {
        Ints sign = sign(x.asInts());
        Floats w = toWhole(x, sign);
        return w.add(oneWhereNegative(w.sub(x))).asInts().or(sign).asFloats();
    }

    /** In bits as well: ±1 where the magnitude is neither 0 nor that of NaN. */
    static Floats sign(Floats x) {
        Ints bits = x.asInts();
        Ints below = bits.and(Integer.MAX_VALUE).sub(1);
        Ints isNumber = below.sub(INFINITY_BITS).and(below.xor(Ints.of(-1))).shiftRight(31);
        return sign(bits).or(Ints.of(Float.floatToRawIntBits(1f))).and(isNumber).asFloats();
    }

    /** The numbers for NaN, ∞ and −∞ in their places, chosen by bits. */
    static Floats nanToNum(Floats x, Floats nan, Floats positive, Floats negative) {
        Ints bits = x.asInts();
        Ints magnitude = bits.and(Integer.MAX_VALUE);
        Ints isFinite = magnitude.sub(INFINITY_BITS).shiftRight(31);
        Ints isNan = Ints.of(INFINITY_BITS).sub(magnitude).shiftRight(31);
        Ints infinite = choose(bits.shiftRight(31), negative.asInts(), positive.asInts());
        return choose(isFinite, bits, choose(isNan, nan.asInts(), infinite)).asFloats();
    }

    /**
     * x within a negative number and a positive one: numbers up to a positive one have the order of their bits as integers, and
     * those down to a negative one that of theirs without signs. On JDK 17 less than half of what comparisons take.
     */
    static Floats withinAroundZero(Floats x, Floats least, Floats most) {
        Ints sign = Ints.of(Integer.MIN_VALUE);
        Ints bits = x.asInts();
        Ints below = bits.min(most.asInts());
        Ints within = below.xor(sign).min(least.asInts().xor(sign)).xor(sign);
        return within.or(isNan(bits)).asFloats();
    }

    /** Ones where these are the bits of NaN, else zeros. */
    static Ints isNan(Ints bits) {
        return Ints.of(INFINITY_BITS).sub(bits.and(Integer.MAX_VALUE)).shiftRight(31);
    }

    /** {@code yes} in lanes of ones, {@code no} in lanes of zeros. */
    private static Ints choose(Ints mask, Ints yes, Ints no) {
        return no.xor(no.xor(yes).and(mask));
    }

    static Floats mish(Floats x) {
        Ratio ratio = mishRatio(x);
        return x.mul(ratio.numerator().div(ratio.numerator().add(ratio.rest())));
    }

    /** tanh(softplus(x)) as {@code numerator / (numerator + rest)}. */
    private record Ratio(Floats numerator, Floats rest, Floats e) {}

    private static Ratio mishRatio(Floats x) {
        Floats e = expOfNegative(x.abs().neg());
        Floats twice = e.mul(2f);
        Floats square = e.mul(e);
        Mask right = x.ge(0f);
        Floats numerator = square.add(twice).blend(twice.add(1f), right);
        return new Ratio(numerator, Floats.of(2f).blend(square.mul(2f), right), e);
    }

    static Floats mishSlope(Floats x) {
        Ratio ratio = mishRatio(x);
        Floats numerator = ratio.numerator();
        Floats sum = numerator.add(ratio.rest());
        Floats s = ratio.e().blend(1f, x.ge(0f)).div(ratio.e().add(1f));
        Floats flat = ratio.rest().div(sum).mul(numerator.add(sum).div(sum));
        return x.mul(s).fma(flat, numerator.div(sum));
    }

    static Floats siluSlope(Floats x) {
        Floats s = sigmoid(x);
        return s.mul(x.mul(Floats.of(1f).sub(s)).add(1f));
    }

    static Floats geluSlope(Floats x) {
        Ints bits = x.asInts();
        Floats m = minusMagnitude(bits);
        Floats sum = m.fma(DENSITY_AT_0 * TWO_POW_MINUS_64, scaledTailRatio(m));
        Floats left = scaledExpOfHalfSquare(m).mul(sum);
        Ints isRight = bits.shiftRight(31).xor(Ints.of(-1));
        Floats whole = x.fma(0f, isRight.and(Float.floatToRawIntBits(1f)).asFloats());
        Ints flipped = left.asInts().xor(isRight.and(Integer.MIN_VALUE));
        return whole.add(flipped.asFloats());
    }

    static Floats geluTanhSlope(Floats x) {
        Floats c = x.blend(GELU_TANH_MAX, x.gt(GELU_TANH_MAX));
        c = c.blend(-GELU_TANH_MAX, c.lt(-GELU_TANH_MAX));
        Floats square = c.mul(c);
        Floats s = sigmoid(c.mul(square.fma(GELU_TANH_3, GELU_TANH_1)));
        Floats inner = square.fma(3 * GELU_TANH_3, GELU_TANH_1);
        return x.fma(s.mul(Floats.of(1f).sub(s)).mul(inner), s);
    }

    static Floats pow(Floats x, Floats y) {
        Floats a = x.abs();
        Parts parts = parts(a, SQRT_HALF_BITS);
        Floats f = parts.f();
        Floats e = parts.e();
        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), the quotient with what it and the sum lost.
        Floats t = f.add(2f);
        Floats tLow = f.sub(t.sub(2f));
        Floats inverse = Floats.of(1f).div(t);
        Floats s = f.mul(inverse);
        Floats sLow = s.neg().fma(t, f).sub(s.mul(tLow)).mul(inverse);
        Floats u = s.mul(s);
        Floats p = Floats.of(POW_4).fma(u, POW_3);
        p = p.fma(u, POW_2);
        p = p.fma(u, POW_1);
        p = p.fma(u, POW_0);
        Floats twice = s.mul(2f);
        Floats whole = e.mul(LN2_SHORT);
        Floats high = whole.add(twice);
        Floats low = twice.sub(high.sub(whole));
        low = low.add(s.mul(u).fma(p, sLow.mul(2f))).add(e.mul(LN2_SHORT_REST));
        Floats log = high.add(low);
        Floats logLow = low.sub(log.sub(high));
        Floats z = y.mul(log);
        Floats c = z.blend(EXP_MAX, z.gt(EXP_MAX));
        c = c.blend(EXP_MIN, c.lt(EXP_MIN));
        Floats zLow = y.fma(log, z.neg()).add(y.mul(logLow));
        zLow = zLow.blend(0f, z.ne(c));
        Floats shifted = c.fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-LN2_LOW, n.fma(-LN2_HIGH, c)).add(zLow);
        return powLimits(timesPowerOfTwo(expOfSmall(r), shifted), x, a, y);
    }

    /** What IEEE 754 says of zeros, infinities, ones and negative numbers, given {@code |x|^y} of the others. */
    private static Floats powLimits(Floats magnitude, Floats x, Floats a, Floats y) {
        Floats b = y.abs();
        Mask big = b.ge(TWO_POW_23);
        Floats sum = b.add(TWO_POW_23);
        Mask whole = big.or(sum.sub(TWO_POW_23).eq(b));
        Floats parity = sum.blend(b, big);
        Mask odd = whole.and(b.lt(2 * TWO_POW_23)).and(parity.asInts().and(1).eq(1));
        Floats limit = Floats.of(1f).div(a).blend(a, y.gt(0f));
        Floats v = magnitude.blend(limit, a.eq(0f).or(a.eq(Float.POSITIVE_INFINITY)));
        v = v.blend(1f, a.eq(1f));
        Floats signed = v.asInts().xor(x.asInts().and(Integer.MIN_VALUE)).asFloats();
        v = v.blend(signed, odd);
        Mask finiteNegative = x.lt(0f).and(x.gt(Float.NEGATIVE_INFINITY));
        v = v.blend(Float.NaN, finiteNegative).blend(v, whole);
        v = v.blend(Float.NaN, x.ne(x).or(y.ne(y).and(x.ne(1f))));
        return v.blend(1f, y.eq(0f));
    }
}
