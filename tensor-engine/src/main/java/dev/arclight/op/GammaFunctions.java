package dev.arclight.op;

import static dev.arclight.op.FunctionConstants.*;

/**
 * The scalar definitions in float of the logarithm of the gamma function and its first derivatives: of positive numbers
 * within 3 ulp; of others, the float64 values rounded. What is said of {@link Functions}
 * holds here.
 */
public final class GammaFunctions {
    private GammaFunctions() {}

    /** Whether the float formulas hold for x. */
    private static boolean isInside(float x) {
        return x >= Float.MIN_NORMAL && x < Float.POSITIVE_INFINITY;
    }

    /** log |Γ(x)|; ∞ at the poles. */
    public static float lgamma(float x) {
        if (!isInside(x)) {
            return (float) SpecialFunctions.lgamma(x);
        }
        // The logarithm and what its last sums lost.
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER;
        float tail = Math.fma(e, LN2_LOW, Functions.logTail(f) * (f * f));
        float sum = f + tail;
        float log = Math.fma(e, LN2_HIGH, sum);
        float lost = (Math.fma(e, LN2_HIGH, -log) + sum) + ((f - sum) + tail);
        // Up to 3: (y − 1)(y − 2) times a polynomial, where y is x, or x + 1 and the logarithm is taken off.
        boolean small = x < 1;
        float t = small ? x - 1 : x - 2;
        float w = (small ? x : x - 1) * t;
        float p = Math.fma(LGAMMA_12, t, LGAMMA_11);
        p = Math.fma(p, t, LGAMMA_10);
        p = Math.fma(p, t, LGAMMA_9);
        p = Math.fma(p, t, LGAMMA_8);
        p = Math.fma(p, t, LGAMMA_7);
        p = Math.fma(p, t, LGAMMA_6);
        p = Math.fma(p, t, LGAMMA_5);
        p = Math.fma(p, t, LGAMMA_4);
        p = Math.fma(p, t, LGAMMA_3);
        p = Math.fma(p, t, LGAMMA_2);
        p = Math.fma(p, t, LGAMMA_1);
        p = Math.fma(p, t, LGAMMA_0);
        float near = Math.fma(w, p, small ? -lost : 0f) - (small ? log : 0f);
        // Beyond, Stirling's series: (x − ½)(log x − 1) + ½ log 2π − ½ + …; no terms that cancel.
        float l = log - 1;
        float m = x - 0.5f;
        float product = m * l;
        float productLost = Math.fma(m, l, -product) + m * (((log - l) - 1) + lost);
        float v = 1 / x;
        float u = v * v;
        float q = Math.fma(STIRLING_3, u, STIRLING_2);
        q = Math.fma(q, u, STIRLING_1);
        q = Math.fma(q, u, STIRLING_0);
        float far = product + (Math.fma(v, q, STIRLING_CONSTANT) + (x < TWO_POW_30 ? productLost : 0f));
        return x < 3 ? near : far;
    }

    /** The derivative of log Γ. */
    public static float digamma(float x) {
        if (!isInside(x)) {
            return (float) SpecialFunctions.digamma(x);
        }
        // Up to 2: the distance y − r from the zero times a polynomial, where y is x, or x + 1 and 1 / x is taken off.
        boolean small = x < 1;
        float s = small ? x : x - 1;
        float t = s - 0.5f;
        float d = (s - DIGAMMA_ZERO_HIGH) - DIGAMMA_ZERO_LOW;
        float p = Math.fma(DIGAMMA_NEAR_10, t, DIGAMMA_NEAR_9);
        p = Math.fma(p, t, DIGAMMA_NEAR_8);
        p = Math.fma(p, t, DIGAMMA_NEAR_7);
        p = Math.fma(p, t, DIGAMMA_NEAR_6);
        p = Math.fma(p, t, DIGAMMA_NEAR_5);
        p = Math.fma(p, t, DIGAMMA_NEAR_4);
        p = Math.fma(p, t, DIGAMMA_NEAR_3);
        p = Math.fma(p, t, DIGAMMA_NEAR_2);
        p = Math.fma(p, t, DIGAMMA_NEAR_1);
        p = Math.fma(p, t, DIGAMMA_NEAR_0);
        float v = 1 / x;
        float near = Math.fma(d, p, small ? -v : 0f);
        // Beyond, the logarithm and a series in 1 / x.
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER;
        float log = Math.fma(e, LN2_HIGH, f + Math.fma(e, LN2_LOW, Functions.logTail(f) * (f * f)));
        float q = Math.fma(DIGAMMA_FAR_6, v, DIGAMMA_FAR_5);
        q = Math.fma(q, v, DIGAMMA_FAR_4);
        q = Math.fma(q, v, DIGAMMA_FAR_3);
        q = Math.fma(q, v, DIGAMMA_FAR_2);
        q = Math.fma(q, v, DIGAMMA_FAR_1);
        q = Math.fma(q, v, DIGAMMA_FAR_0);
        return x < 2 ? near : Math.fma(v, q, log);
    }

    /** The second derivative of log Γ. */
    public static float trigamma(float x) {
        if (!isInside(x)) {
            return (float) SpecialFunctions.polygamma(1, x);
        }
        boolean small = x < 1;
        float v = 1 / (small ? x + 1 : x);
        float p = Math.fma(TRIGAMMA_8, v, TRIGAMMA_7);
        p = Math.fma(p, v, TRIGAMMA_6);
        p = Math.fma(p, v, TRIGAMMA_5);
        p = Math.fma(p, v, TRIGAMMA_4);
        p = Math.fma(p, v, TRIGAMMA_3);
        p = Math.fma(p, v, TRIGAMMA_2);
        p = Math.fma(p, v, TRIGAMMA_1);
        p = Math.fma(p, v, TRIGAMMA_0);
        float inverse = 1 / x;
        return Math.fma(v * v, p, v) + (small ? inverse * inverse : 0f);
    }
}
