package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;

import dev.arclight.op.HyperbolicFunctions;

/** {@link HyperbolicFunctions} as formulas on vectors, operation for operation; read the comments there. */
final class VectorHyperbolic {
    private VectorHyperbolic() {}

    static Floats sinh(Floats x) {
        Floats a = x.abs();
        Floats u = a.mul(a);
        Floats p = Floats.of(SINH_3).fma(u, SINH_2);
        p = p.fma(u, SINH_1);
        p = p.fma(u, SINH_0);
        Floats near = p.fma(a.mul(u), a);
        Floats e = halfExp(a);
        return e.sub(Floats.of(0.25f).div(e)).blend(near, a.lt(1f)).withSignOf(x);
    }

    static Floats cosh(Floats x) {
        Floats e = halfExp(x.abs());
        return Floats.of(0.25f).div(e).add(e);
    }

    private static Floats halfExp(Floats a) {
        Floats c = a.blend(SINH_MAX, a.gt(SINH_MAX));
        Floats shifted = c.fma(LOG2_E, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats r = n.fma(-LN2_LOW, n.fma(-LN2_HIGH, c));
        return VectorMath.timesPowerOfTwo(VectorMath.expOfSmall(r), shifted.sub(1f));
    }

    static Floats asinh(Floats x) {
        Floats a = x.abs();
        Floats square = a.mul(a);
        Floats p = Floats.of(ARSINH_4).fma(square, ARSINH_3);
        p = p.fma(square, ARSINH_2);
        p = p.fma(square, ARSINH_1);
        p = p.fma(square, ARSINH_0);
        Floats near = p.fma(a.mul(square), a);
        Mask far = a.gt(ARSINH_FAR);
        Floats q = a.fma(a, 1f);
        Floats s = q.sqrt();
        Floats rest = s.neg().fma(s, q).add(a.fma(a, Floats.of(1f).sub(q)));
        Floats u = a.add(s);
        Floats lost = a.sub(u.sub(s));
        Floats c = lost.fma(s, rest.mul(0.5f)).div(s.mul(u));
        Floats k = Floats.of(0f).blend(1f, far);
        // Not the mask from above, which would have to be handed on from one stage to the next.
        Floats y = VectorMath.logOfSum(u.blend(a, far), c.blend(0f, k.gt(0f)), k);
        y = y.blend(near, a.lt(0.5f));
        return a.blend(y, a.lt(Float.POSITIVE_INFINITY)).withSignOf(x);
    }

    static Floats acosh(Floats x) {
        Mask far = x.gt(ARSINH_FAR);
        Floats t = x.sub(1f);
        Floats twice = t.mul(2f);
        Floats q = t.fma(t, twice);
        Floats s = q.sqrt();
        Floats rest = s.neg().fma(s, q).add(Floats.of(0f).blend(t.fma(t, twice.sub(q)), t.lt(2f)));
        Floats v = s.add(1f);
        Floats b = v.sub(1f);
        Floats lost = Floats.of(1f).sub(v.sub(b)).add(s.sub(b));
        Floats u = v.add(t);
        lost = lost.add(t.sub(u.sub(v)));
        Floats c = lost.fma(s, rest.mul(0.5f)).div(s.mul(u));
        Floats k = Floats.of(0f).blend(1f, far);
        // Not the mask from above, which would have to be handed on from one stage to the next.
        Floats y = VectorMath.logOfSum(u.blend(x, far), c.blend(0f, k.gt(0f)), k);
        y = y.blend(0f, x.eq(1f));
        y = y.blend(Float.NaN, x.lt(1f));
        return x.blend(y, x.lt(Float.POSITIVE_INFINITY));
    }

    static Floats atanh(Floats x) {
        Floats a = x.abs();
        Floats d = Floats.of(1f).sub(a);
        Floats dLost = Floats.of(1f).sub(d).sub(a);
        Floats twice = a.mul(2f);
        Floats inverse = Floats.of(1f).div(d);
        Floats q = twice.mul(inverse);
        Floats minusQ = q.neg();
        Floats lost = minusQ.fma(dLost, minusQ.fma(d, twice)).mul(inverse);
        Floats u = q.add(1f);
        Floats b = u.sub(1f);
        lost = lost.add(Floats.of(1f).sub(u.sub(b)).add(q.sub(b)));
        Floats y = VectorMath.logOfSum(u, lost.div(u), Floats.of(0f)).mul(0.5f);
        y = y.blend(Float.POSITIVE_INFINITY, a.eq(1f));
        y = y.blend(Float.NaN, a.gt(1f));
        return y.withSignOf(x);
    }

    static Floats erfinv(Floats x) {
        Floats a = x.abs();
        Floats zero = Floats.of(0f);
        Floats w = VectorMath.logOfSum(a.neg().fma(a, 1f), zero, zero).neg();
        Floats v = w.sub(ERFINV_MIDDLE);
        Floats p = Floats.of(ERFINV_10).fma(v, ERFINV_9);
        p = p.fma(v, ERFINV_8);
        p = p.fma(v, ERFINV_7);
        p = p.fma(v, ERFINV_6);
        p = p.fma(v, ERFINV_5);
        p = p.fma(v, ERFINV_4);
        p = p.fma(v, ERFINV_3);
        p = p.fma(v, ERFINV_2);
        p = p.fma(v, ERFINV_1);
        p = p.fma(v, ERFINV_0);
        Floats t = w.sqrt().sub(ERFINV_TAIL_MIDDLE);
        Floats q = Floats.of(ERFINV_TAIL_7).fma(t, ERFINV_TAIL_6);
        q = q.fma(t, ERFINV_TAIL_5);
        q = q.fma(t, ERFINV_TAIL_4);
        q = q.fma(t, ERFINV_TAIL_3);
        q = q.fma(t, ERFINV_TAIL_2);
        q = q.fma(t, ERFINV_TAIL_1);
        q = q.fma(t, ERFINV_TAIL_0);
        Floats y = q.blend(p, w.lt(ERFINV_FAR)).mul(a);
        y = y.blend(Float.POSITIVE_INFINITY, a.eq(1f));
        y = Floats.of(Float.NaN).blend(y, a.le(1f));
        return y.withSignOf(x);
    }
}
