package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;

import dev.arclight.op.LogarithmicFunctions;

/** {@link LogarithmicFunctions} as formulas on vectors, operation for operation; read the comments there. */
final class VectorLogarithmic {
    private VectorLogarithmic() {}

    static Floats logit(Floats x) {
        Floats d = Floats.of(1f).sub(x);
        Floats dLost = Floats.of(1f).sub(d).sub(x);
        Floats q = x.div(d);
        Floats minusQ = q.neg();
        Floats c = minusQ.fma(dLost, minusQ.fma(d, x)).div(x);
        Mask tiny = x.lt(TWO_POW_MINUS_64);
        Floats k = Floats.of(0f).blend(-64f, tiny);
        // Not the mask from above, which would have to be handed on from one stage to the next.
        Floats y = VectorMath.logOfSum(q.blend(x.mul(TWO_POW_64), tiny), c.blend(0f, k.lt(0f)), k);
        y = y.blend(Float.NEGATIVE_INFINITY, x.eq(0f));
        y = y.blend(Float.POSITIVE_INFINITY, x.eq(1f));
        return Floats.of(Float.NaN).blend(y, x.ge(0f).and(x.le(1f)));
    }

    static Floats logaddexp(Floats a, Floats b) {
        Floats d = a.sub(b).blend(0f, a.eq(b));
        return b.blend(a, a.gt(b))
                .add(log1pOfFraction(VectorMath.expOfNegative(d.abs().neg())));
    }

    static Floats logaddexp2(Floats a, Floats b) {
        Floats d = a.sub(b).blend(0f, a.eq(b));
        return b.blend(a, a.gt(b))
                .add(log2Of1PlusFraction(VectorMath.exp2(d.abs().neg())));
    }

    private static Floats log2Of1PlusFraction(Floats e) {
        Floats u = e.add(1f);
        Floats c = e.sub(u.sub(1f)).div(u);
        Ints bits = u.asInts();
        Ints exponent = bits.sub(TWO_THIRDS_BITS).shiftRight(23);
        Floats f = bits.sub(exponent.shiftLeft(23)).asFloats().sub(1f);
        Floats whole = exponent.add(ROUNDER_BITS).asFloats().sub(ROUNDER);
        Floats natural = f.add(VectorMath.logTail(f).fma(f.mul(f), c));
        return natural.fma(LOG2_E, natural.fma(LOG2_E_LOW, whole));
    }

    private static Floats log1pOfFraction(Floats e) {
        Floats u = e.add(1f);
        return VectorMath.logOfSum(u, e.sub(u.sub(1f)).div(u), Floats.of(0f));
    }

    static Floats xlogy(Floats a, Floats b) {
        Floats y = a.mul(VectorMath.log(b)).blend(0f, a.eq(0f));
        return y.blend(b, b.ne(b));
    }
}
