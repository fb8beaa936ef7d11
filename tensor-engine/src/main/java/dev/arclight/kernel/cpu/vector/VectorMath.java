package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.arclight.op.Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Functions} on vectors, operation for operation; read the comments there.
 *
 * <p>These methods are made to be inlined into loops, where their vectors stay in registers; a call that is not inlined
 * puts each vector into an object and costs ten times as much. C2 refuses calls of methods longer than 325 bytes of
 * bytecode, and any call after 18,000 nodes of its graph (a vector operation makes a hundred or so), except those to the
 * JDK's own vector methods. Hence methods stay short, and what calls another method here does so before its own
 * arithmetic. Constants are broadcast where they are used: C2 lifts them out of the loop; vectors in static fields were
 * slower (exp 0.35 against 0.26 ns per element on JDK 25).
 *
 * <p>Clamping is written as comparison and blend, since vector minimum and maximum spend several instructions on signed
 * zeros.
 */
final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private VectorMath() {}

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

    static FloatVector expm1(FloatVector x) {
        FloatVector c = x.blend(EXP_MAX, x.compare(VectorOperators.GT, EXP_MAX));
        c = c.blend(EXPM1_MIN, c.compare(VectorOperators.LT, EXPM1_MIN));
        return withSignOf(expm1InRange(c), x);
    }

    private static FloatVector expm1InRange(FloatVector x) {
        FloatVector shifted = x.fma(broadcast(FLOATS, LOG2_E), broadcast(FLOATS, ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(FLOATS, -LN2_LOW), n.fma(broadcast(FLOATS, -LN2_HIGH), x));
        FloatVector p = broadcast(FLOATS, EXPM1_5).fma(r, broadcast(FLOATS, EXPM1_4));
        p = p.fma(r, broadcast(FLOATS, EXPM1_3));
        p = p.fma(r, broadcast(FLOATS, EXPM1_2));
        p = p.fma(r, broadcast(FLOATS, EXPM1_1));
        p = p.fma(r, broadcast(FLOATS, EXPM1_0));
        p = p.fma(r.mul(r), r);
        FloatVector halfScale = shifted.reinterpretAsInts()
                .add(126 - ROUNDER_BITS)
                .lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats();
        return p.fma(halfScale, halfScale.sub(0.5f)).mul(2f);
    }

    private static FloatVector logOfFinite(FloatVector x) {
        VectorMask<Float> denormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(TWO_POW_23), denormal).reinterpretAsInts();
        IntVector exponent = bits.sub(TWO_THIRDS_BITS).lanewise(VectorOperators.ASHR, 23);
        FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23))
                .reinterpretAsFloats()
                .sub(1f);
        FloatVector e = exponent.add(ROUNDER_BITS)
                .reinterpretAsFloats()
                .sub(ROUNDER)
                .sub(broadcast(FLOATS, 0f).blend(23f, denormal));
        FloatVector p = broadcast(FLOATS, LOG_8).fma(f, broadcast(FLOATS, LOG_7));
        p = p.fma(f, broadcast(FLOATS, LOG_6));
        p = p.fma(f, broadcast(FLOATS, LOG_5));
        p = p.fma(f, broadcast(FLOATS, LOG_4));
        p = p.fma(f, broadcast(FLOATS, LOG_3));
        p = p.fma(f, broadcast(FLOATS, LOG_2));
        p = p.fma(f, broadcast(FLOATS, LOG_1));
        p = p.fma(f, broadcast(FLOATS, LOG_0));
        p = p.fma(f, broadcast(FLOATS, -0.5f));
        p = e.fma(broadcast(FLOATS, LN2_LOW), p.mul(f.mul(f)));
        return e.fma(broadcast(FLOATS, LN2_HIGH), f.add(p));
    }

    static FloatVector log(FloatVector x) {
        FloatVector y = logOfFinite(x);
        y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
        return x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    }

    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1f);
        FloatVector y = log(u).add(x.sub(u.sub(1f)).div(u));
        y = y.blend(Float.NEGATIVE_INFINITY, u.compare(VectorOperators.EQ, 0f));
        y = y.blend(x, u.compare(VectorOperators.EQ, 1f));
        return u.blend(y, u.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(TANH_MAX, a.compare(VectorOperators.GT, TANH_MAX));
        FloatVector t = expm1InRange(a.mul(2f));
        return withSignOf(t.div(t.add(2f)), x);
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector numerator = e.blend(1f, x.compare(VectorOperators.GE, 0f));
        return numerator.div(e.add(1f));
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector t = e.div(e.add(2f));
        FloatVector u = t.mul(t);
        FloatVector p = broadcast(FLOATS, ARTANH_3).fma(u, broadcast(FLOATS, ARTANH_2));
        p = p.fma(u, broadcast(FLOATS, ARTANH_1));
        p = p.fma(u, broadcast(FLOATS, ARTANH_0));
        FloatVector tail = p.fma(t.mul(u), t).mul(2f);
        return broadcast(FLOATS, 0f).blend(x, x.compare(VectorOperators.GT, 0f)).add(tail);
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector far = broadcast(FLOATS, 1f).sub(erfcOfMagnitude(a));
        FloatVector u = x.mul(x);
        FloatVector p = broadcast(FLOATS, ERF_4).fma(u, broadcast(FLOATS, ERF_3));
        p = p.fma(u, broadcast(FLOATS, ERF_2));
        p = p.fma(u, broadcast(FLOATS, ERF_1));
        p = p.fma(u, broadcast(FLOATS, ERF_0));
        FloatVector near = p.fma(a, a);
        IntVector sign = x.reinterpretAsInts().lanewise(VectorOperators.AND, Integer.MIN_VALUE);
        return far.blend(near, a.compare(VectorOperators.LT, ERF_SMALL))
                .reinterpretAsInts()
                .lanewise(VectorOperators.OR, sign)
                .reinterpretAsFloats();
    }

    static FloatVector erfc(FloatVector x) {
        FloatVector c = erfcOfMagnitude(x.abs());
        return c.blend(broadcast(FLOATS, 2f).sub(c), x.compare(VectorOperators.LT, 0f));
    }

    private static FloatVector erfcOfMagnitude(FloatVector a) {
        FloatVector z = a.blend(ERFC_MAX, a.compare(VectorOperators.GT, ERFC_MAX));
        FloatVector square = z.mul(z);
        return erfcOf(z, square, z.fma(z, square.neg()));
    }

    private static FloatVector erfcOf(FloatVector z, FloatVector square, FloatVector squareLow) {
        FloatVector e = exp(square.neg());
        FloatVector t = z.sub(3f).div(z.add(3f));
        FloatVector p = broadcast(FLOATS, ERFCX_10).fma(t, broadcast(FLOATS, ERFCX_9));
        p = p.fma(t, broadcast(FLOATS, ERFCX_8));
        p = p.fma(t, broadcast(FLOATS, ERFCX_7));
        p = p.fma(t, broadcast(FLOATS, ERFCX_6));
        p = p.fma(t, broadcast(FLOATS, ERFCX_5));
        p = p.fma(t, broadcast(FLOATS, ERFCX_4));
        p = p.fma(t, broadcast(FLOATS, ERFCX_3));
        p = p.fma(t, broadcast(FLOATS, ERFCX_2));
        p = p.fma(t, broadcast(FLOATS, ERFCX_1));
        p = p.fma(t, broadcast(FLOATS, ERFCX_0));
        return e.mul(squareLow.neg().fma(p, p));
    }

    static FloatVector gelu(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(GELU_MAX, a.compare(VectorOperators.GT, GELU_MAX));
        FloatVector square = a.mul(a);
        FloatVector low = a.fma(a, square.neg());
        FloatVector upperTail =
                erfcOf(a.mul(SQRT_HALF), square.mul(0.5f), low.mul(0.5f)).mul(0.5f);
        return x.mul(broadcast(FLOATS, 1f).sub(upperTail).blend(upperTail, x.compare(VectorOperators.LT, 0f)));
    }

    static FloatVector geluTanh(FloatVector x) {
        return x.mul(sigmoid(x.mul(x.mul(x).fma(broadcast(FLOATS, GELU_TANH_3), broadcast(FLOATS, GELU_TANH_1)))));
    }

    /** Whether every lane may be given to {@link #sin} and {@link #cos}. */
    static boolean isTrigonometricRange(FloatVector x) {
        return !x.abs().compare(VectorOperators.GT, TRIGONOMETRIC_MAX).anyTrue();
    }

    static FloatVector sin(FloatVector x) {
        FloatVector y = quarterWave(x, 0);
        return y.blend(x, x.abs().compare(VectorOperators.LT, SIN_TINY));
    }

    static FloatVector cos(FloatVector x) {
        return quarterWave(x, 1);
    }

    private static FloatVector quarterWave(FloatVector x, int quarters) {
        FloatVector shifted = x.fma(broadcast(FLOATS, TWO_OVER_PI), broadcast(FLOATS, ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(FLOATS, -HALF_PI_HIGH), x);
        r = n.fma(broadcast(FLOATS, -HALF_PI_MIDDLE), r);
        r = n.fma(broadcast(FLOATS, -HALF_PI_LOW), r);
        FloatVector u = r.mul(r);
        FloatVector s = broadcast(FLOATS, SIN_2).fma(u, broadcast(FLOATS, SIN_1));
        s = s.fma(u, broadcast(FLOATS, SIN_0));
        s = s.fma(r.mul(u), r);
        FloatVector c = broadcast(FLOATS, COS_2).fma(u, broadcast(FLOATS, COS_1));
        c = c.fma(u, broadcast(FLOATS, COS_0));
        c = c.fma(u.mul(u), u.fma(broadcast(FLOATS, -0.5f), broadcast(FLOATS, 1f)));
        IntVector quadrant = shifted.reinterpretAsInts().add(quarters);
        VectorMask<Float> even = quadrant.lanewise(VectorOperators.AND, 1)
                .compare(VectorOperators.EQ, 0)
                .cast(FLOATS);
        IntVector sign = quadrant.lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 30);
        return c.blend(s, even)
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, sign)
                .reinterpretAsFloats();
    }

    private static FloatVector withSignOf(FloatVector magnitude, FloatVector sign) {
        IntVector signBit = sign.reinterpretAsInts().lanewise(VectorOperators.AND, Integer.MIN_VALUE);
        return magnitude
                .reinterpretAsInts()
                .lanewise(VectorOperators.AND, Integer.MAX_VALUE)
                .lanewise(VectorOperators.OR, signBit)
                .reinterpretAsFloats();
    }
}
