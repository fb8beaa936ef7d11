package dev.arclight.op;

import static dev.arclight.op.FunctionConstants.*;

/**
 * The scalar definitions in float of functions made of a logarithm, within 2 ulp; {@code logaddexp} within 3 ulp of the
 * greatest of operands and result. What is said of {@link Functions} holds here.
 */
public final class LogarithmicFunctions {
    private LogarithmicFunctions() {}

    /** log(x / (1 − x)), accurate also near 1/2, where it is zero. */
    public static float logit(float x) {
        float d = 1 - x;
        float dLost = (1 - d) - x;
        float q = x / d;
        float c = Math.fma(-q, dLost, Math.fma(-q, d, x)) / x;
        boolean tiny = x < TWO_POW_MINUS_64;
        float u = tiny ? x * TWO_POW_64 : q;
        float y = Functions.logOfSum(u, tiny ? 0f : c, tiny ? -64f : 0f);
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        y = x == 1 ? Float.POSITIVE_INFINITY : y;
        return x >= 0 && x <= 1 ? y : Float.NaN;
    }

    /** log(eᵃ + eᵇ). */
    public static float logaddexp(float a, float b) {
        float d = a == b ? 0f : a - b;
        return (a > b ? a : b) + log1pOfFraction(Functions.exp(-Math.abs(d)));
    }

    /** log₂(2ᵃ + 2ᵇ). */
    public static float logaddexp2(float a, float b) {
        float d = a == b ? 0f : a - b;
        return (a > b ? a : b) + log2Of1PlusFraction(Functions.exp2(-Math.abs(d)));
    }

    /** log₂(1 + e) of e from 0 to 1; exact for 1. */
    private static float log2Of1PlusFraction(float e) {
        float u = e + 1;
        float c = (e - (u - 1)) / u;
        int bits = Float.floatToRawIntBits(u);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float whole = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER;
        float natural = f + Math.fma(Functions.logTail(f), f * f, c);
        return Math.fma(natural, LOG2_E, Math.fma(natural, LOG2_E_LOW, whole));
    }

    /** log(1 + e) of e from 0 to 1. */
    private static float log1pOfFraction(float e) {
        float u = e + 1;
        return Functions.logOfSum(u, (e - (u - 1)) / u, 0f);
    }

    /** a log b; 0 where a is 0, unless b is NaN. */
    public static float xlogy(float a, float b) {
        float y = a * Functions.log(b);
        y = a == 0 ? 0f : y;
        return Float.isNaN(b) ? b : y;
    }
}
