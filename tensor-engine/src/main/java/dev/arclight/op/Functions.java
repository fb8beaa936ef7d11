package dev.arclight.op;

import static dev.arclight.op.FunctionConstants.*;

/**
 * The scalar definitions of transcendental functions, in float and in double.
 *
 * <p>The float forms are built from the same operations in the same order as the Vector API kernels of the CPU backend,
 * so both give the same bits for every argument (a NaN's payload apart), whatever the number of lanes. They take and
 * give denormals. Error bounds that {@code FunctionsTest} enforces, in ulp: exp and log 1; sin, cos and log1p 2; expm1,
 * tanh, sigmoid and softplus 3; silu and erf 4; erfc and gelu 6; each method says where it is worse. The double forms come
 * from {@link Math}, within 1 ulp but not the same bits on every CPU, or carry their own bound.
 *
 * <p>Float forms rely on {@link Math#fma(float, float, float)}, fast where the CPU has that instruction (x86 since 2013,
 * all 64-bit ARM).
 */
public final class Functions {
    private static final double[] ERF = {
        0.1283791670955126, -0.37612638903183754, 0.11283791670955123, -0.026866170645130014,
        0.0052239776254026475, -8.548327016078022E-4, 1.2055332123823395E-4, -1.492558614759241E-5,
        1.6459020337570682E-6, -1.6272876023131925E-7, 1.3212280615918976E-8
    };

    /** Minimax coefficients of e^(z²) erfc z in t = (z − 3) / (z + 3) for 0 ≤ z ≤ 28; relative error 4e-17. */
    private static final double[] ERFCX = {
        0.17900115118138996,
        -0.3262335600430371,
        0.2456038017123292,
        -0.15011593650078794,
        0.07166583719807745,
        -0.024392499318369263,
        0.004269136330598441,
        7.077464349085475E-4,
        -5.970619228831864E-4,
        4.525532917519967E-5,
        6.405638468122452E-5,
        -1.2860647307532798E-5,
        -7.977421952345584E-6,
        2.1205021863789824E-6,
        1.2505885605242068E-6,
        -2.950241669996495E-7,
        -2.313051355956613E-7,
        3.005488108439394E-8,
        4.3125167942832255E-8,
        -3.583985284710559E-10,
        -6.309591694958819E-9,
        -4.3034890519864675E-10,
        4.3749302518747665E-10
    };

    private Functions() {}

    /** e<sup>x</sup>. */
    public static float exp(float x) {
        float c = x > EXP_MAX ? EXP_MAX : x;
        c = c < EXP_MIN ? EXP_MIN : c;
        float shifted = Math.fma(c, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        return timesPowerOfTwo(expOfSmall(r), shifted);
    }

    /** 2<sup>x</sup>; exact for whole x. */
    public static float exp2(float x) {
        float c = x > EXP2_MAX ? EXP2_MAX : x;
        c = c < EXP2_MIN ? EXP2_MIN : c;
        float shifted = c + ROUNDER;
        return timesPowerOfTwo(expOfSmall((c - (shifted - ROUNDER)) * LN2_HIGH), shifted);
    }

    /** e<sup>r</sup> for |r| ≤ ln 2 / 2. */
    static float expOfSmall(float r) {
        float p = Math.fma(EXP_4, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        return Math.fma(p, r * r, r) + 1;
    }

    /** p · 2ⁿ, where the low bits of a sum with ROUNDER hold n. */
    static float timesPowerOfTwo(float p, float shifted) {
        // Two factors, since 2ⁿ itself is out of range where the result is denormal or about to overflow.
        int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
        int half = exponent >> 1;
        return p * powerOfTwo(half) * powerOfTwo(exponent - half);
    }

    public static double exp(double x) {
        return DoubleFunctions.exp(x);
    }

    /** e<sup>x</sup> − 1, accurate near zero. */
    public static float expm1(float x) {
        float c = x > EXP_MAX ? EXP_MAX : x;
        c = c < EXPM1_MIN ? EXPM1_MIN : c;
        return withSignOf(expm1InRange(c), x);
    }

    public static double expm1(double x) {
        return Math.expm1(x);
    }

    /** Without the sign of zero, for arguments from EXPM1_MIN to EXP_MAX. */
    private static float expm1InRange(float x) {
        float shifted = Math.fma(x, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(EXPM1_5, r, EXPM1_4);
        p = Math.fma(p, r, EXPM1_3);
        p = Math.fma(p, r, EXPM1_2);
        p = Math.fma(p, r, EXPM1_1);
        p = Math.fma(p, r, EXPM1_0);
        p = Math.fma(p, r * r, r);
        // 2^n p + (2^n − 1), halved and doubled, since 2^n is out of range for the largest arguments.
        float halfScale = powerOfTwo(Float.floatToRawIntBits(shifted) - ROUNDER_BITS - 1);
        return Math.fma(p, halfScale, halfScale - 0.5f) * 2;
    }

    /** The natural logarithm; −∞ at zero, NaN below. */
    public static float log(float x) {
        boolean denormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(denormal ? x * TWO_POW_23 : x);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER - (denormal ? 23f : 0f);
        float p = Math.fma(e, LN2_LOW, logTail(f) * (f * f));
        return logLimits(Math.fma(e, LN2_HIGH, f + p), x);
    }

    public static double log(double x) {
        return Math.log(x);
    }

    /** The logarithm to base 2; exact for powers of 2. */
    public static float log2(float x) {
        boolean denormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(denormal ? x * TWO_POW_23 : x);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER - (denormal ? 23f : 0f);
        return logLimits(Math.fma(f + logTail(f) * (f * f), LOG2_E, e), x);
    }

    /** The logarithm to base 10. */
    public static float log10(float x) {
        boolean denormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(denormal ? x * TWO_POW_23 : x);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER - (denormal ? 23f : 0f);
        float low = Math.fma(logTail(f) * (f * f), LOG10_E, Math.fma(f, LOG10_E_LOW, e * LOG10_2_LOW));
        return logLimits(Math.fma(e, LOG10_2_HIGH, Math.fma(f, LOG10_E, low)), x);
    }

    /** (log(1 + f) − f) / f². */
    static float logTail(float f) {
        float p = Math.fma(LOG_8, f, LOG_7);
        p = Math.fma(p, f, LOG_6);
        p = Math.fma(p, f, LOG_5);
        p = Math.fma(p, f, LOG_4);
        p = Math.fma(p, f, LOG_3);
        p = Math.fma(p, f, LOG_2);
        p = Math.fma(p, f, LOG_1);
        p = Math.fma(p, f, LOG_0);
        return Math.fma(p, f, -0.5f);
    }

    private static float logLimits(float finite, float x) {
        float y = x < 0 ? Float.NaN : finite;
        y = x == 0 ? Float.NEGATIVE_INFINITY : y;
        // Infinity and NaN.
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    /** log(1 + x), accurate near zero. */
    public static float log1p(float x) {
        float u = x + 1;
        // What the addition lost, whichever of the two was smaller.
        float b = u - 1;
        float lost = (1 - (u - b)) + (x - b);
        float y = logOfSum(u, lost / u, 0);
        y = u == 0 ? Float.NEGATIVE_INFINITY : y;
        y = u < 0 ? Float.NaN : y;
        y = u == 1 ? x : y;
        return u < Float.POSITIVE_INFINITY ? y : u;
    }

    /** log(u (1 + c) · 2ᵏ) of a finite u that is not denormal and a c of the size of a rounding error. */
    static float logOfSum(float u, float c, float k) {
        int bits = Float.floatToRawIntBits(u);
        int exponent = (bits - TWO_THIRDS_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER + k;
        float p = Math.fma(e, LN2_LOW, Math.fma(logTail(f), f * f, c));
        return Math.fma(e, LN2_HIGH, f + p);
    }

    public static double log1p(double x) {
        return Math.log1p(x);
    }

    public static float tanh(float x) {
        float a = Math.abs(x);
        a = a > TANH_MAX ? TANH_MAX : a;
        float t = expm1InRange(a * 2);
        return withSignOf(t / (t + 2), x);
    }

    public static double tanh(double x) {
        return DoubleFunctions.tanh(x);
    }

    /** 1 / (1 + e<sup>−x</sup>), accurate in both tails. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float numerator = x >= 0 ? 1 : e;
        return numerator / (e + 1);
    }

    public static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    /** x sigmoid(x); NaN at −∞, as in PyTorch. */
    public static float silu(float x) {
        return x * sigmoid(x);
    }

    public static double silu(double x) {
        return x * sigmoid(x);
    }

    /** log(1 + e<sup>x</sup>). */
    public static float softplus(float x) {
        float e = exp(-Math.abs(x));
        // log(1 + e) = 2 artanh(e / (2 + e)), whose argument is at most 1/3.
        float t = e / (e + 2);
        float u = t * t;
        float p = Math.fma(ARTANH_3, u, ARTANH_2);
        p = Math.fma(p, u, ARTANH_1);
        p = Math.fma(p, u, ARTANH_0);
        float tail = Math.fma(p, t * u, t) * 2;
        // Not Math.max, whose NaN handling the vector twin would have to repeat; here NaN comes in through the tail.
        return (x > 0 ? x : 0f) + tail;
    }

    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The error function. */
    public static float erf(float x) {
        float a = Math.abs(x);
        float u = x * x;
        float p = Math.fma(ERF_4, u, ERF_3);
        p = Math.fma(p, u, ERF_2);
        p = Math.fma(p, u, ERF_1);
        p = Math.fma(p, u, ERF_0);
        float near = Math.fma(p, a, a);
        float z = a > ERFC_MAX ? ERFC_MAX : a;
        float far = 1 - erfcOf(z);
        return withSignOf(a < ERF_SMALL ? near : far, x);
    }

    /** The error function, within 1e-15. */
    public static double erf(double x) {
        double a = Math.abs(x);
        if (a < ERF_SMALL) {
            return Math.fma(polynomial(ERF, x * x), x, x);
        }
        return Math.copySign(1 - erfc(a), x);
    }

    /** The complement 1 − erf(x), accurate where erf(x) is near 1. */
    public static float erfc(float x) {
        float a = Math.abs(x);
        float z = a > ERFC_MAX ? ERFC_MAX : a;
        float c = erfcOf(z);
        return x < 0 ? 2 - c : c;
    }

    /** The complement 1 − erf(x), within 1e-14 of itself. */
    public static double erfc(double x) {
        double z = Math.min(Math.abs(x), 28);
        double square = z * z;
        double squareLow = Math.fma(z, z, -square);
        double scaled = polynomial(ERFCX, (z - 3) / (z + 3));
        double c = Math.exp(-square) * Math.fma(-squareLow, scaled, scaled);
        return x < 0 ? 2 - c : c;
    }

    /**
     * erfc(z) of z from 0 to ERFC_MAX. The exponential's remainder comes from z itself: its square, rounded, would be off by
     * up to 50 ulp of the result.
     */
    private static float erfcOf(float z) {
        float shifted = Math.fma(z * -z, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(z, -z, n * -LN2_SHORT);
        float e = expOfSmall(Math.fma(n, -LN2_SHORT_REST, r));
        float t = (z - 3) / (z + 3);
        float p = Math.fma(ERFCX_10, t, ERFCX_9);
        p = Math.fma(p, t, ERFCX_8);
        p = Math.fma(p, t, ERFCX_7);
        p = Math.fma(p, t, ERFCX_6);
        p = Math.fma(p, t, ERFCX_5);
        p = Math.fma(p, t, ERFCX_4);
        p = Math.fma(p, t, ERFCX_3);
        p = Math.fma(p, t, ERFCX_2);
        p = Math.fma(p, t, ERFCX_1);
        p = Math.fma(p, t, ERFCX_0);
        int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
        return e * p * powerOfTwo(exponent + 64) * TWO_POW_MINUS_64;
    }

    /** x Φ(x) with the distribution function Φ of the normal distribution; NaN at −∞, as in PyTorch. */
    public static float gelu(float x) {
        int bits = Float.floatToRawIntBits(x);
        float m = minusMagnitude(bits);
        float tail = scaledExpOfHalfSquare(m) * scaledTailRatio(m);
        // Not Math.max: NaN and, less itself, −∞ become NaN here.
        float positive = x - Float.intBitsToFloat(bits & bits >> 31);
        float y = Math.fma(m, tail, positive);
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | bits & Integer.MIN_VALUE);
    }

    /** The magnitude with a negative sign, clamped; of negative numbers the bits are the greater the farther from zero. */
    private static float minusMagnitude(int bits) {
        return Float.intBitsToFloat(Math.min(bits | Integer.MIN_VALUE, MINUS_GELU_MAX_BITS));
    }

    /**
     * e^(−m²/2) 2⁶⁴, with which results that are denormal are rounded once, on the way back. The exponent n = m² / 2 over ln 2,
     * less 64, comes in the low bits of a sum; its remainder comes from m itself, as in erfcOf.
     */
    private static float scaledExpOfHalfSquare(float m) {
        float shifted = Math.fma(m * m, LOG2_E * 0.5f, LOWER_ROUNDER);
        float n = shifted - LOWER_ROUNDER;
        float r = Math.fma(n, -2 * LN2_SHORT_REST, Math.fma(m, m, n * (-2 * LN2_SHORT)));
        float e = Math.fma(HALF_EXP_6, r, HALF_EXP_5);
        e = Math.fma(e, r, HALF_EXP_4);
        e = Math.fma(e, r, HALF_EXP_3);
        e = Math.fma(e, r, HALF_EXP_2);
        e = Math.fma(e, r, HALF_EXP_1);
        e = Math.fma(e, r, 1);
        return Float.intBitsToFloat(Float.floatToRawIntBits(e) - (Float.floatToRawIntBits(shifted) << 23));
    }

    /** Φ(m) e^(m²/2) 2⁻⁶⁴ of −GELU_MAX ≤ m ≤ 0. */
    private static float scaledTailRatio(float m) {
        float p = Math.fma(TAIL_4, m, TAIL_3);
        p = Math.fma(p, m, TAIL_2);
        p = Math.fma(p, m, TAIL_1);
        p = Math.fma(p, m, TAIL_0);
        float q = m + TAIL_UNDER_4;
        q = Math.fma(q, m, TAIL_UNDER_3);
        q = Math.fma(q, m, TAIL_UNDER_2);
        q = Math.fma(q, m, TAIL_UNDER_1);
        q = Math.fma(q, m, TAIL_UNDER_0);
        return p / q;
    }

    public static double gelu(double x) {
        return x * 0.5 * erfc(-x * Math.sqrt(0.5));
    }

    /**
     * The approximation of {@link #gelu(float)} by tanh: x / 2 (1 + tanh(√(2/π) (x + 0.044715 x³))). Below −3 the
     * relative error grows with x² (1e-5 at −7), while the value vanishes.
     */
    public static float geluTanh(float x) {
        return x * sigmoid(x * Math.fma(x * x, GELU_TANH_3, GELU_TANH_1));
    }

    public static double geluTanh(double x) {
        double slope = 2 * Math.sqrt(2 / Math.PI);
        return x * sigmoid(slope * (x + 0.044715 * x * x * x));
    }

    /** The derivative of {@link #gelu(float)}: Φ(x) + x φ(x). */
    public static float geluSlope(float x) {
        int bits = Float.floatToRawIntBits(x);
        float m = minusMagnitude(bits);
        float sum = Math.fma(m, DENSITY_AT_0 * TWO_POW_MINUS_64, scaledTailRatio(m));
        float left = scaledExpOfHalfSquare(m) * sum;
        // Right of 0 what is left to 1; NaN of NaN and, as in PyTorch, of infinities.
        float whole = Math.fma(x, 0, bits < 0 ? 0 : 1);
        return whole + (bits < 0 ? left : -left);
    }

    public static double geluSlope(double x) {
        return 0.5 * erfc(-x * Math.sqrt(0.5)) + x * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** The derivative of {@link #geluTanh(float)}. */
    public static float geluTanhSlope(float x) {
        // Beyond this s (1 - s) is 0, and the square would overflow.
        float c = x > GELU_TANH_MAX ? GELU_TANH_MAX : x;
        c = c < -GELU_TANH_MAX ? -GELU_TANH_MAX : c;
        float square = c * c;
        float s = sigmoid(c * Math.fma(square, GELU_TANH_3, GELU_TANH_1));
        float inner = Math.fma(square, 3 * GELU_TANH_3, GELU_TANH_1);
        return Math.fma(x, s * (1 - s) * inner, s);
    }

    public static double geluTanhSlope(double x) {
        double slope = 2 * Math.sqrt(2 / Math.PI);
        double c = Math.min(Math.max(x, -GELU_TANH_MAX), GELU_TANH_MAX);
        double s = sigmoid(slope * (c + 0.044715 * c * c * c));
        return s + x * (slope * (1 + 3 * 0.044715 * c * c) * s * (1 - s));
    }

    /**
     * x tanh(softplus(x)): with e = e<sup>−|x|</sup>, tanh is (1 + 2e) / (1 + 2e + 2e²) above 0 and
     * (e² + 2e) / (e² + 2e + 2) below.
     */
    public static float mish(float x) {
        float e = exp(-Math.abs(x));
        float twice = e * 2;
        float square = e * e;
        float numerator = x >= 0 ? twice + 1 : square + twice;
        float rest = x >= 0 ? square * 2 : 2f;
        return x * (numerator / (numerator + rest));
    }

    public static double mish(double x) {
        double e = Math.exp(-Math.abs(x));
        double numerator = x >= 0 ? 1 + 2 * e : e * e + 2 * e;
        return x * (numerator / (numerator + (x >= 0 ? 2 * e * e : 2)));
    }

    /** The derivative of {@link #mish(float)}. */
    public static float mishSlope(float x) {
        float e = exp(-Math.abs(x));
        float twice = e * 2;
        float square = e * e;
        float numerator = x >= 0 ? twice + 1 : square + twice;
        float rest = x >= 0 ? square * 2 : 2f;
        float sum = numerator + rest;
        float s = (x >= 0 ? 1f : e) / (e + 1);
        // 1 - t² = (1 - t)(1 + t), whose first factor would cancel.
        float flat = rest / sum * ((numerator + sum) / sum);
        return Math.fma(x * s, flat, numerator / sum);
    }

    public static double mishSlope(double x) {
        double e = Math.exp(-Math.abs(x));
        double numerator = x >= 0 ? 1 + 2 * e : e * e + 2 * e;
        double rest = x >= 0 ? 2 * e * e : 2;
        double sum = numerator + rest;
        double flat = rest / sum * ((numerator + sum) / sum);
        return numerator / sum + x * sigmoid(x) * flat;
    }

    /** The whole part, as floor toward zero. */
    public static double trunc(double x) {
        return Math.copySign(Math.floor(Math.abs(x)), x);
    }

    public static float sin(float x) {
        if (Math.abs(x) > TRIGONOMETRIC_MAX) {
            return (float) StrictMath.sin(x);
        }
        float y = quarterWave(x, 0);
        return Math.abs(x) < SIN_TINY ? x : y;
    }

    public static double sin(double x) {
        return Math.sin(x);
    }

    public static float cos(float x) {
        if (Math.abs(x) > TRIGONOMETRIC_MAX) {
            return (float) StrictMath.cos(x);
        }
        return quarterWave(x, 1);
    }

    public static double cos(double x) {
        return Math.cos(x);
    }

    /** sin(x + quarters π/2). */
    private static float quarterWave(float x, int quarters) {
        float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -HALF_PI_HIGH, x);
        r = Math.fma(n, -HALF_PI_MIDDLE, r);
        r = Math.fma(n, -HALF_PI_LOW, r);
        float u = r * r;
        float s = Math.fma(SIN_2, u, SIN_1);
        s = Math.fma(s, u, SIN_0);
        s = Math.fma(s, r * u, r);
        float c = Math.fma(COS_2, u, COS_1);
        c = Math.fma(c, u, COS_0);
        c = Math.fma(c, u * u, Math.fma(u, -0.5f, 1f));
        int quadrant = Float.floatToRawIntBits(shifted) + quarters;
        float y = (quadrant & 1) == 0 ? s : c;
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ ((quadrant & 2) << 30));
    }

    /**
     * x<sup>y</sup>, with the limits of IEEE 754. The logarithm is carried in two floats, for its error is multiplied by
     * up to 88.
     */
    public static float pow(float x, float y) {
        float a = Math.abs(x);
        boolean denormal = a < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(denormal ? a * TWO_POW_23 : a);
        int exponent = (bits - SQRT_HALF_BITS) >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1;
        float e = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER - (denormal ? 23f : 0f);
        // log(1 + f) = 2 artanh(s) with s = f / (2 + f), the quotient with what it and the sum lost.
        float t = f + 2;
        float tLow = f - (t - 2);
        float inverse = 1 / t;
        float s = f * inverse;
        float sLow = (Math.fma(-s, t, f) - s * tLow) * inverse;
        float u = s * s;
        float p = Math.fma(POW_4, u, POW_3);
        p = Math.fma(p, u, POW_2);
        p = Math.fma(p, u, POW_1);
        p = Math.fma(p, u, POW_0);
        float twice = s * 2;
        float whole = e * LN2_SHORT;
        float high = whole + twice;
        float low = twice - (high - whole);
        low = low + Math.fma(s * u, p, sLow * 2) + e * LN2_SHORT_REST;
        float log = high + low;
        float logLow = low - (log - high);
        float z = y * log;
        float c = z > EXP_MAX ? EXP_MAX : z;
        c = c < EXP_MIN ? EXP_MIN : c;
        float zLow = Math.fma(y, log, -z) + y * logLow;
        zLow = z != c ? 0 : zLow;
        float shifted = Math.fma(c, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c)) + zLow;
        return powLimits(timesPowerOfTwo(expOfSmall(r), shifted), x, a, y);
    }

    /** What IEEE 754 says of zeros, infinities, ones and negative numbers, given |x|<sup>y</sup> of the others. */
    private static float powLimits(float magnitude, float x, float a, float y) {
        float b = Math.abs(y);
        boolean big = b >= TWO_POW_23;
        float sum = b + TWO_POW_23;
        boolean whole = big || sum - TWO_POW_23 == b;
        boolean odd = whole && b < 2 * TWO_POW_23 && (Float.floatToRawIntBits(big ? b : sum) & 1) == 1;
        float v = a == 0 || a == Float.POSITIVE_INFINITY ? y > 0 ? a : 1 / a : magnitude;
        v = a == 1 ? 1 : v;
        if (odd) {
            v = Float.intBitsToFloat(Float.floatToRawIntBits(v) ^ Float.floatToRawIntBits(x) & Integer.MIN_VALUE);
        }
        v = x < 0 && x > Float.NEGATIVE_INFINITY && !whole ? Float.NaN : v;
        v = Float.isNaN(x) || Float.isNaN(y) && x != 1 ? Float.NaN : v;
        return y == 0 ? 1 : v;
    }

    static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }

    /** The magnitude of the first with the sign of the second. */
    static float withSignOf(float magnitude, float sign) {
        return Float.intBitsToFloat((Float.floatToRawIntBits(magnitude) & Integer.MAX_VALUE)
                | (Float.floatToRawIntBits(sign) & Integer.MIN_VALUE));
    }

    private static double polynomial(double[] coefficients, double x) {
        double y = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            y = Math.fma(y, x, coefficients[i]);
        }
        return y;
    }
}
