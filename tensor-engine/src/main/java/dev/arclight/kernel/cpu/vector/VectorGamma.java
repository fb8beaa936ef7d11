package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;

import dev.arclight.op.GammaFunctions;

/**
 * {@link GammaFunctions} as formulas on vectors, operation for operation, for what lies inside their range; read the
 * comments there. A comparison that is needed early and late is written in two ways, for a mask cannot be handed on from
 * one stage to the next.
 */
final class VectorGamma {
    private VectorGamma() {}

    /** Where the formulas do not hold. */
    static Mask isOutside(Floats x) {
        return x.lt(Float.MIN_NORMAL).or(x.eq(Float.POSITIVE_INFINITY)).or(x.ne(x));
    }

    static Floats lgamma(Floats x) {
        Floats zero = Floats.of(0f);
        Floats one = Floats.of(1f);
        Ints bits = x.asInts();
        Ints exponent = bits.sub(TWO_THIRDS_BITS).shiftRight(23);
        Floats f = bits.sub(exponent.shiftLeft(23)).asFloats().sub(1f);
        Floats e = exponent.add(ROUNDER_BITS).asFloats().sub(ROUNDER);
        Floats tail = e.fma(LN2_LOW, VectorMath.logTail(f).mul(f.mul(f)));
        Floats sum = f.add(tail);
        Floats log = e.fma(LN2_HIGH, sum);
        Floats lost =
                e.fma(Floats.of(LN2_HIGH), log.neg()).add(sum).add(f.sub(sum).add(tail));
        Mask small = x.lt(1f);
        Floats t = x.sub(2f).blend(x.sub(1f), small);
        Floats w = x.sub(1f).blend(x, small).mul(t);
        Floats p = Floats.of(LGAMMA_12).fma(t, LGAMMA_11);
        p = p.fma(t, LGAMMA_10);
        p = p.fma(t, LGAMMA_9);
        p = p.fma(t, LGAMMA_8);
        p = p.fma(t, LGAMMA_7);
        p = p.fma(t, LGAMMA_6);
        p = p.fma(t, LGAMMA_5);
        p = p.fma(t, LGAMMA_4);
        p = p.fma(t, LGAMMA_3);
        p = p.fma(t, LGAMMA_2);
        p = p.fma(t, LGAMMA_1);
        p = p.fma(t, LGAMMA_0);
        Mask smallAgain = one.gt(x);
        Floats near = w.fma(p, zero.blend(lost.neg(), smallAgain)).sub(zero.blend(log, smallAgain));
        Floats l = log.sub(1f);
        Floats m = x.sub(0.5f);
        Floats product = m.mul(l);
        Floats productLost =
                m.fma(l, product.neg()).add(m.mul(log.sub(l).sub(1f).add(lost)));
        Floats v = one.div(x);
        Floats u = v.mul(v);
        Floats q = Floats.of(STIRLING_3).fma(u, STIRLING_2);
        q = q.fma(u, STIRLING_1);
        q = q.fma(u, STIRLING_0);
        Floats far = product.add(v.fma(q, STIRLING_CONSTANT).add(zero.blend(productLost, x.lt(TWO_POW_30))));
        return far.blend(near, x.lt(3f));
    }

    static Floats digamma(Floats x) {
        Floats zero = Floats.of(0f);
        Floats one = Floats.of(1f);
        Floats s = x.sub(1f).blend(x, x.lt(1f));
        Floats t = s.sub(0.5f);
        Floats d = s.sub(DIGAMMA_ZERO_HIGH).sub(DIGAMMA_ZERO_LOW);
        Floats p = Floats.of(DIGAMMA_NEAR_10).fma(t, DIGAMMA_NEAR_9);
        p = p.fma(t, DIGAMMA_NEAR_8);
        p = p.fma(t, DIGAMMA_NEAR_7);
        p = p.fma(t, DIGAMMA_NEAR_6);
        p = p.fma(t, DIGAMMA_NEAR_5);
        p = p.fma(t, DIGAMMA_NEAR_4);
        p = p.fma(t, DIGAMMA_NEAR_3);
        p = p.fma(t, DIGAMMA_NEAR_2);
        p = p.fma(t, DIGAMMA_NEAR_1);
        p = p.fma(t, DIGAMMA_NEAR_0);
        Floats v = one.div(x);
        Floats near = d.fma(p, zero.blend(v.neg(), one.gt(x)));
        Ints bits = x.asInts();
        Ints exponent = bits.sub(TWO_THIRDS_BITS).shiftRight(23);
        Floats f = bits.sub(exponent.shiftLeft(23)).asFloats().sub(1f);
        Floats e = exponent.add(ROUNDER_BITS).asFloats().sub(ROUNDER);
        Floats log = e.fma(LN2_HIGH, f.add(e.fma(LN2_LOW, VectorMath.logTail(f).mul(f.mul(f)))));
        Floats q = Floats.of(DIGAMMA_FAR_6).fma(v, DIGAMMA_FAR_5);
        q = q.fma(v, DIGAMMA_FAR_4);
        q = q.fma(v, DIGAMMA_FAR_3);
        q = q.fma(v, DIGAMMA_FAR_2);
        q = q.fma(v, DIGAMMA_FAR_1);
        q = q.fma(v, DIGAMMA_FAR_0);
        return v.fma(q, log).blend(near, x.lt(2f));
    }

    static Floats trigamma(Floats x) {
        Floats one = Floats.of(1f);
        Floats v = one.div(x.blend(x.add(1f), x.lt(1f)));
        Floats p = Floats.of(TRIGAMMA_8).fma(v, TRIGAMMA_7);
        p = p.fma(v, TRIGAMMA_6);
        p = p.fma(v, TRIGAMMA_5);
        p = p.fma(v, TRIGAMMA_4);
        p = p.fma(v, TRIGAMMA_3);
        p = p.fma(v, TRIGAMMA_2);
        p = p.fma(v, TRIGAMMA_1);
        p = p.fma(v, TRIGAMMA_0);
        Floats inverse = one.div(x);
        return v.mul(v).fma(p, v).add(Floats.of(0f).blend(inverse.mul(inverse), one.gt(x)));
    }
}
