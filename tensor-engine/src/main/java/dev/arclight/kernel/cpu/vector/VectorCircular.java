package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;

import dev.arclight.op.CircularFunctions;

/** {@link CircularFunctions} as formulas on vectors, operation for operation; read the comments there. */
final class VectorCircular {
    private VectorCircular() {}

    static Floats tan(Floats x) {
        Floats shifted = x.fma(TWO_OVER_PI, ROUNDER);
        Floats n = shifted.sub(ROUNDER);
        Floats high = n.fma(-HALF_PI_HIGH, x);
        Floats r = n.fma(-HALF_PI_MIDDLE, high);
        Floats low = n.fma(-HALF_PI_LOW, n.fma(-HALF_PI_MIDDLE, high.sub(r)));
        Floats u = r.mul(r);
        Floats p = Floats.of(TAN_6).fma(u, TAN_5);
        p = p.fma(u, TAN_4);
        p = p.fma(u, TAN_3);
        p = p.fma(u, TAN_2);
        p = p.fma(u, TAN_1);
        p = p.fma(u, TAN_0);
        Floats t = r.add(p.fma(r.mul(u), u.fma(low, low)));
        Mask odd = shifted.asInts().and(1).eq(1);
        Floats y = t.blend(-1f, odd).div(Floats.of(1f).blend(t, odd));
        return y.blend(x, x.abs().lt(SIN_TINY));
    }

    static Floats asin(Floats x) {
        Floats a = x.abs();
        Mask isFar = a.gt(0.5f);
        Floats z = a.mul(a).blend(Floats.of(1f).sub(a).mul(0.5f), isFar);
        Floats s = a.blend(z.sqrt(), isFar);
        Floats tail = asinTail(z).mul(z.mul(s));
        Floats lost = s.neg().fma(s, z).div(s.add(Float.MIN_NORMAL));
        Floats far = s.fma(-2f, HALF_PI_HIGH).sub(tail.fma(2f, -HALF_PI_MIDDLE).add(lost));
        return s.add(tail).blend(far, a.gt(0.5f)).withSignOf(x);
    }

    static Floats acos(Floats x) {
        Floats a = x.abs();
        Mask isFar = a.gt(0.5f);
        Floats z = a.mul(a).blend(Floats.of(1f).sub(a).mul(0.5f), isFar);
        Floats s = a.blend(z.sqrt(), isFar);
        Floats tail = asinTail(z).mul(z.mul(s));
        Floats signed = x.blend(s, a.gt(0.5f));
        Floats signedTail = tail.withSignOf(signed);
        Floats rest = Floats.of(HALF_PI_HIGH).sub(signed).sub(signedTail.sub(HALF_PI_MIDDLE));
        Floats y = rest.blend(s.add(tail), x.gt(0.5f));
        return y.blend(y.mul(2f), a.gt(0.5f));
    }

    private static Floats asinTail(Floats z) {
        Floats p = Floats.of(ASIN_4).fma(z, ASIN_3);
        p = p.fma(z, ASIN_2);
        p = p.fma(z, ASIN_1);
        return p.fma(z, ASIN_0);
    }

    static Floats atan(Floats x) {
        Floats a = x.abs();
        Mask steep = a.gt(1f);
        Floats t = a.blend(1f, steep).div(Floats.of(1f).blend(a, steep));
        Floats p = atanOfFraction(t);
        Floats y = p.blend(Floats.of(HALF_PI_HIGH).sub(p.sub(HALF_PI_MIDDLE)), a.gt(1f));
        return y.withSignOf(x);
    }

    private static Floats atanOfFraction(Floats t) {
        Floats u = t.mul(t);
        Floats p = Floats.of(ATAN_8).fma(u, ATAN_7);
        p = p.fma(u, ATAN_6);
        p = p.fma(u, ATAN_5);
        p = p.fma(u, ATAN_4);
        p = p.fma(u, ATAN_3);
        p = p.fma(u, ATAN_2);
        p = p.fma(u, ATAN_1);
        p = p.fma(u, ATAN_0);
        return p.fma(t.mul(u), t);
    }

    static Floats atan2(Floats y, Floats x) {
        Floats a = y.abs();
        Floats b = x.abs();
        Mask isSteep = a.gt(b);
        Floats least = a.blend(b, isSteep);
        Floats most = b.blend(a, isSteep);
        Floats t = least.div(most);
        t = t.blend(0f, most.eq(0f));
        t = t.blend(1f, least.eq(Float.POSITIVE_INFINITY));
        Floats p = atanOfFraction(t);
        // 1 with x's sign, since a comparison does not see that of zero.
        Mask left = Floats.of(1f).withSignOf(x).lt(0f);
        Floats flat = p.blend(Floats.of(PI_HIGH).sub(p.sub(PI_LOW)), left);
        Floats upright = p.neg().blend(p, left).add(HALF_PI_MIDDLE).add(HALF_PI_HIGH);
        // Not the mask from above, which would have to be handed on from one stage to the next.
        p = flat.blend(upright, b.lt(a));
        p = p.blend(x, x.ne(x)).blend(y, y.ne(y));
        return p.withSignOf(y);
    }

    static Floats hypot(Floats a, Floats b) {
        Floats x = a.abs();
        Floats y = b.abs();
        Mask wide = x.gt(y);
        Floats least = x.blend(y, wide);
        Floats most = y.blend(x, wide);
        Mask big = most.gt(TWO_POW_60);
        Mask small = most.lt(TWO_POW_MINUS_60);
        Floats one = Floats.of(1f);
        Floats up = one.blend(TWO_POW_MINUS_64, big).blend(TWO_POW_64, small);
        Floats down = one.blend(TWO_POW_64, big).blend(TWO_POW_MINUS_64, small);
        least = least.mul(up);
        most = most.mul(up);
        Floats h = most.fma(most, least.mul(least)).sqrt().mul(down);
        Floats sum = x.add(y);
        h = h.blend(Float.NaN, sum.ne(sum));
        return h.blend(Float.POSITIVE_INFINITY, x.eq(Float.POSITIVE_INFINITY).or(y.eq(Float.POSITIVE_INFINITY)));
    }

    /** The remainder of a division toward zero, of quotients below 2²². */
    static Floats fmod(Floats a, Floats b) {
        Ints sign = a.asInts().and(Integer.MIN_VALUE);
        return rest(a.abs(), b.abs()).asInts().or(sign).asFloats();
    }

    /**
     * The remainder of a division rounded down, of quotients below 2²²: where there is one and the signs differ, what it lacks
     * to b, with the sign of b. In bits, for on JDK 17 comparisons and blends take twice the instructions.
     */
    static Floats remainder(Floats a, Floats b) {
        Floats y = b.abs();
        Floats rest = rest(a.abs(), y);
        Ints bits = a.asInts();
        Ints isApart = Ints.of(0).sub(rest.asInts()).and(bits.xor(b.asInts())).shiftRight(31);
        Ints magnitude = y.asInts().and(isApart).asFloats().sub(rest).asInts().and(Integer.MAX_VALUE);
        return magnitude.or(bits.xor(isApart).and(Integer.MIN_VALUE)).asFloats();
    }

    /**
     * What numbers that are not negative leave over, of quotients below 2²². The quotient is rounded to the nearest whole
     * number: what is left is exact, and where it is negative the next smaller number was meant.
     */
    private static Floats rest(Floats x, Floats y) {
        Floats minusQuotient = Floats.of(TWO_POW_23).sub(x.div(y).add(TWO_POW_23));
        Floats rest = minusQuotient.fma(y, x);
        return rest.add(y.asInts().and(rest.asInts().shiftRight(31)).asFloats());
    }

    /** Where the remainder of a division is not what these formulas compute. */
    static Mask isFarQuotient(Floats a, Floats b) {
        Floats y = b.abs();
        return a.abs().ge(y.mul(Floats.of(0x1p22f))).or(y.eq(Float.POSITIVE_INFINITY));
    }

    static Floats sinc(Floats x) {
        Floats a = x.abs();
        Floats shifted = a.add(TWO_POW_23);
        Floats r = a.sub(a.blend(shifted.sub(TWO_POW_23), a.lt(TWO_POW_23)));
        Floats u = r.mul(r);
        Floats p = Floats.of(SINC_4).fma(u, SINC_3);
        p = p.fma(u, SINC_2);
        p = p.fma(u, SINC_1);
        p = p.fma(u, SINC_0);
        Floats y = p.fma(r.mul(u), r).div(a);
        y = y.asInts().xor(shifted.asInts().shiftLeft(31)).asFloats();
        return y.add(0f).blend(1f, a.eq(0f));
    }
}
