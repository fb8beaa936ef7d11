package dev.arclight.op;

/**
 * The constants that {@link Functions} and its Vector API twin share, so that both compute the same bits.
 *
 * <p>{@code NAME_k} multiplies the k-th power. Coefficients are minimax in relative error, found by the exchange
 * algorithm of Remez at 40 digits and then rounded to float.
 */
public final class FunctionConstants {
    /** log₂ e as the unevaluated sum of two floats. */
    public static final float LOG2_E = (float) (1 / 0.6931471805599453);

    public static final float LOG2_E_LOW = (float) (1 / 0.6931471805599453 - (double) LOG2_E);

    /** ln 2 as the unevaluated sum of two floats. */
    public static final float LN2_HIGH = (float) 0.6931471805599453;

    public static final float LN2_LOW = (float) (0.6931471805599453 - (double) LN2_HIGH);

    /** ln 2 in 16 bits, so that its product with an exponent is exact, and the rest. */
    public static final float LN2_SHORT = 0x1.62e4p-1f;

    public static final float LN2_SHORT_REST = (float) (0.6931471805599453 - (double) LN2_SHORT);

    /** log₁₀ e as the unevaluated sum of two floats. */
    public static final float LOG10_E = (float) (1 / 2.302585092994046);

    public static final float LOG10_E_LOW = (float) (1 / 2.302585092994046 - (double) LOG10_E);

    /** log₁₀ 2 as the unevaluated sum of two floats. */
    public static final float LOG10_2_HIGH = (float) 0.30102999566398120;

    public static final float LOG10_2_LOW = (float) (0.30102999566398120 - (double) LOG10_2_HIGH);

    /** π/2 as the unevaluated sum of three floats. */
    public static final float HALF_PI_HIGH = (float) (Math.PI / 2);

    public static final float HALF_PI_MIDDLE = (float) (Math.PI / 2 - (double) HALF_PI_HIGH);

    /** What the double nearest to π/2 lacks is 6.1e-17; it belongs to this part. */
    public static final float HALF_PI_LOW =
            (float) (Math.PI / 2 - (double) HALF_PI_HIGH - (double) HALF_PI_MIDDLE + 6.123233995736766e-17);

    /** π as the unevaluated sum of two floats. */
    public static final float PI_HIGH = (float) Math.PI;

    public static final float PI_LOW = (float) (Math.PI - (double) PI_HIGH);

    public static final float TWO_OVER_PI = (float) (2 / Math.PI);

    /**
     * 1.5 · 2²³: adding it to a small float rounds to an integer, which the low bits of the sum then hold. Faster than a
     * conversion to int, which in vectors is not an intrinsic everywhere.
     */
    public static final float ROUNDER = 0x1.8p23f;

    /** The same with 64 less: the low bits of a sum with it hold 64 less than the whole number. */
    public static final float LOWER_ROUNDER = ROUNDER - 64;

    /** The bits of {@link #ROUNDER}. */
    public static final int ROUNDER_BITS = 0x4b400000;

    /** Above this e^x overflows, below {@link #EXP_MIN} it underflows to zero. */
    public static final float EXP_MAX = 89;

    public static final float EXP_MIN = -104;

    /** The greatest number whose exponential is finite. */
    public static final float EXP_FINITE = 88.72283f;

    /** From here on e^x is no denormal number. */
    public static final float EXP_NORMAL = -87;

    /** The same limits of 2^x. */
    public static final float EXP2_MAX = 129;

    public static final float EXP2_MIN = -151;

    public static final float EXP2_INFINITE = 128;

    public static final float EXP2_NORMAL = -126;

    /** Below this e^x − 1 rounds to −1. */
    public static final float EXPM1_MIN = -25;

    /** From here on tanh rounds to 1. */
    public static final float TANH_MAX = 9.2f;

    /** From here on erfc underflows to zero. */
    public static final float ERFC_MAX = 10.5f;

    /** The same for the distribution function of the normal distribution, that is of erfc(x / √2), left of 0. */
    public static final float GELU_MAX = 14.8f;

    public static final int MINUS_GELU_MAX_BITS = Float.floatToRawIntBits(-GELU_MAX);

    /** Up to here the error function is computed by {@code ERF}, beyond by its complement. */
    public static final float ERF_SMALL = 0.5f;

    /** The bits of 2/3; the logarithm splits its argument into 2^e · m with 2/3 ≤ m < 4/3. */
    public static final int TWO_THIRDS_BITS = 0x3f2aaaab;

    /** The bits of √½; pow splits its base into 2^e · m with √½ ≤ m < √2. */
    public static final int SQRT_HALF_BITS = 0x3f3504f3;

    public static final float TWO_POW_23 = 0x1p23f;

    /** The bits of 2²⁴. */
    public static final int TWO_POW_24_BITS = 0x4b800000;

    public static final float TWO_POW_64 = 0x1p64f;

    public static final float TWO_POW_MINUS_64 = 0x1p-64f;

    /** Beyond these the hypotenuse is computed of scaled sides. */
    public static final float TWO_POW_60 = 0x1p60f;

    public static final float TWO_POW_MINUS_60 = 0x1p-60f;

    /**
     * Up to here sine and cosine reduce their argument in three steps of π/2; beyond, π/2 times the quotient would need
     * more bits than that.
     */
    public static final float TRIGONOMETRIC_MAX = 100_000;

    /** Below this sin x rounds to x. */
    public static final float SIN_TINY = 0x1p-13f;

    /** 2 √(2/π), the slope of the sigmoid in the approximation of gelu by tanh. */
    public static final float GELU_TANH_1 = (float) (2 * Math.sqrt(2 / Math.PI));

    /** From here on the sigmoid in the approximation of gelu by tanh is 1, and below the negative 0. */
    public static final float GELU_TANH_MAX = 32;

    /** The cubic term beside it. */
    public static final float GELU_TANH_3 = (float) (2 * Math.sqrt(2 / Math.PI) * 0.044715);

    /** Minimax coefficients of (eˣ − 1 − x) / x² on |x| ≤ ln 2 / 2; relative error of eˣ − 1 is 3e-10. */
    public static final float EXPM1_0 = 0.5f;

    public static final float EXPM1_1 = 0.16666666f;

    public static final float EXPM1_2 = 0.04166636f;

    public static final float EXPM1_3 = 0.00833339f;

    public static final float EXPM1_4 = 0.0013940823f;

    public static final float EXPM1_5 = 0.00019845908f;

    /** Minimax coefficients of (eˣ − 1 − x) / x² on |x| ≤ ln 2 / 2; relative error of eˣ is 4e-9. */
    public static final float EXP_0 = 0.49999994f;

    public static final float EXP_1 = 0.1666652f;

    public static final float EXP_2 = 0.0416684f;

    public static final float EXP_3 = 0.008368851f;

    public static final float EXP_4 = 0.0013814323f;

    /** Minimax coefficients of (log(1 + x) − x + x² / 2) / x³ on |x| ≤ 1/3; relative error of the logarithm is 1e-9. */
    public static final float LOG_0 = 0.33333334f;

    public static final float LOG_1 = -0.2499982f;

    public static final float LOG_2 = 0.19999598f;

    public static final float LOG_3 = -0.16679576f;

    public static final float LOG_4 = 0.14304441f;

    public static final float LOG_5 = -0.12195803f;

    public static final float LOG_6 = 0.10754426f;

    public static final float LOG_7 = -0.12844948f;

    public static final float LOG_8 = 0.1200639f;

    /** Minimax coefficients of (sin √u / √u − 1) / u on u ≤ (π/4)². */
    public static final float SIN_0 = -0.16666654f;

    public static final float SIN_1 = 0.008332151f;

    public static final float SIN_2 = -0.00019513977f;

    /** Minimax coefficients of (cos √u − 1 + u/2) / u² on u ≤ (π/4)². */
    public static final float COS_0 = 0.041666646f;

    public static final float COS_1 = -0.0013887304f;

    public static final float COS_2 = 2.4431667E-5f;

    /** Minimax coefficients of erf √u / √u − 1 on u ≤ 1/4. */
    public static final float ERF_0 = 0.12837917f;

    public static final float ERF_1 = -0.37612608f;

    public static final float ERF_2 = 0.112828225f;

    public static final float ERF_3 = -0.026757184f;

    public static final float ERF_4 = 0.004717989f;

    /** Minimax coefficients of e^(−r/2) for |r| ≤ ln 2; relative error 2e-9. */
    public static final float HALF_EXP_1 = -0.5f;

    public static final float HALF_EXP_2 = 0.124999985f;

    public static final float HALF_EXP_3 = -0.020833038f;

    public static final float HALF_EXP_4 = 0.0026042503f;

    public static final float HALF_EXP_5 = -2.616936e-4f;

    public static final float HALF_EXP_6 = 2.163063e-5f;

    /** 1 / √(2π). */
    public static final float DENSITY_AT_0 = (float) (1 / Math.sqrt(2 * Math.PI));

    /**
     * Minimax denominator, whose last coefficient is 1, and numerator, times 2⁻⁶⁴, of Φ(m) e^(m²/2) for −14.8 ≤ m ≤ 0;
     * relative error 1.2e-8 with these coefficients. At 0 it is ½.
     */
    public static final float TAIL_UNDER_0 = -96.394455f;

    public static final float TAIL_UNDER_1 = 161.5258f;

    public static final float TAIL_UNDER_2 = -116.092804f;

    public static final float TAIL_UNDER_3 = 45.36774f;

    public static final float TAIL_UNDER_4 = -9.854943f;

    public static final float TAIL_0 = TAIL_UNDER_0 / 2 * TWO_POW_MINUS_64;

    public static final float TAIL_1 = 42.307056f * TWO_POW_MINUS_64;

    public static final float TAIL_2 = -17.705788f * TWO_POW_MINUS_64;

    public static final float TAIL_3 = 3.931314f * TWO_POW_MINUS_64;

    public static final float TAIL_4 = -0.39894667f * TWO_POW_MINUS_64;

    /** Minimax coefficients of e^(z²) erfc z in t = (z − 3) / (z + 3) for 0 ≤ z ≤ 10.6; relative error 2e-9. */
    public static final float ERFCX_0 = 0.17900115f;

    public static final float ERFCX_1 = -0.32623357f;

    public static final float ERFCX_2 = 0.2456038f;

    public static final float ERFCX_3 = -0.15011579f;

    public static final float ERFCX_4 = 0.07166589f;

    public static final float ERFCX_5 = -0.024394207f;

    public static final float ERFCX_6 = 0.004268735f;

    public static final float ERFCX_7 = 0.0007155387f;

    public static final float ERFCX_8 = -0.00059439364f;

    public static final float ERFCX_9 = 2.9283074E-5f;

    public static final float ERFCX_10 = 5.6089437E-5f;

    /** Minimax coefficients of (artanh √u / √u − 1) / u on u ≤ 1/9. */
    public static final float ARTANH_0 = 0.3333321f;

    public static final float ARTANH_1 = 0.20010763f;

    public static final float ARTANH_2 = 0.14000902f;

    public static final float ARTANH_3 = 0.14006f;

    /** The Taylor coefficients of (2 artanh √u / √u − 2) / u; what follows them is 2e-9 of the sum for u ≤ 0.0295. */
    public static final float POW_0 = (float) (2.0 / 3);

    public static final float POW_1 = (float) (2.0 / 5);

    public static final float POW_2 = (float) (2.0 / 7);

    public static final float POW_3 = (float) (2.0 / 9);

    public static final float POW_4 = (float) (2.0 / 11);

    /** From here on hyperbolic sine and cosine overflow. */
    public static final float SINH_MAX = 90;

    /** Up to here the inverse hyperbolic functions add 1 to the square, or take it away, where more bits count than a float has. */
    public static final float ARSINH_FAR = 4096;

    /** Where the inverse of the error function goes over to another polynomial, in −log(1 − x²). */
    public static final float ERFINV_FAR = 6.25f;

    /** The middle of the range of each. */
    public static final float ERFINV_MIDDLE = 3.125f;

    public static final float ERFINV_TAIL_MIDDLE = 3.25f;

    /** Minimax coefficients of (tan √u / √u − 1) / u on u ≤ (π/4)²; relative error of the tangent is 1.3e-9. */
    public static final float TAN_0 = 0.3333335f;

    public static final float TAN_1 = 0.13332674f;

    public static final float TAN_2 = 0.054059166f;

    public static final float TAN_3 = 0.021284636f;

    public static final float TAN_4 = 0.010831988f;

    public static final float TAN_5 = 9.2037764e-05f;

    public static final float TAN_6 = 0.0043759355f;

    /** Minimax coefficients of (arctan √u / √u − 1) / u on u ≤ 1; relative error of the arc tangent is 2.6e-9. */
    public static final float ATAN_0 = -0.333333f;

    public static final float ATAN_1 = 0.19998534f;

    public static final float ATAN_2 = -0.14264102f;

    public static final float ATAN_3 = 0.10951506f;

    public static final float ATAN_4 = -0.08401582f;

    public static final float ATAN_5 = 0.05792723f;

    public static final float ATAN_6 = -0.031148937f;

    public static final float ATAN_7 = 0.0108996965f;

    public static final float ATAN_8 = -0.0017904058f;

    /** Minimax coefficients of (arcsin √u / √u − 1) / u on u ≤ 1/4; relative error of the arc sine is 5e-9. */
    public static final float ASIN_0 = 0.16666752f;

    public static final float ASIN_1 = 0.074953094f;

    public static final float ASIN_2 = 0.04546915f;

    public static final float ASIN_3 = 0.024184778f;

    public static final float ASIN_4 = 0.042158306f;

    /** Minimax coefficients of (sinh √u / √u − 1) / u on u ≤ 1; relative error of the hyperbolic sine is 3e-10. */
    public static final float SINH_0 = 0.16666667f;

    public static final float SINH_1 = 0.0083333105f;

    public static final float SINH_2 = 0.00019842896f;

    public static final float SINH_3 = 2.7822132e-06f;

    /** Minimax coefficients of (arsinh √u / √u − 1) / u on u ≤ 1/4; relative error of the inverse hyperbolic sine is 1.3e-9. */
    public static final float ARSINH_0 = -0.16666643f;

    public static final float ARSINH_1 = 0.074986435f;

    public static final float ARSINH_2 = -0.044383578f;

    public static final float ARSINH_3 = 0.028164957f;

    public static final float ARSINH_4 = -0.0132310325f;

    /** Minimax coefficients of (sin π√u / π√u − 1) / u on u ≤ 1/4; relative error of the sine is 1e-10. */
    public static final float SINC_0 = -1.644934f;

    public static final float SINC_1 = 0.811742f;

    public static final float SINC_2 = -0.19074538f;

    public static final float SINC_3 = 0.026104743f;

    public static final float SINC_4 = -0.0022154797f;

    /** Minimax coefficients of erf⁻¹(x) / x in w − 3.125 with w = −log(1 − x²) ≤ 6.25; relative error is 8e-9. */
    public static final float ERFINV_0 = 1.6536546f;

    public static final float ERFINV_1 = 0.24015819f;

    public static final float ERFINV_2 = -0.006033745f;

    public static final float ERFINV_3 = -0.0007407101f;

    public static final float ERFINV_4 = 0.00018680662f;

    public static final float ERFINV_5 = -1.3880998e-05f;

    public static final float ERFINV_6 = -1.3924638e-06f;

    public static final float ERFINV_7 = 4.24649e-07f;

    public static final float ERFINV_8 = -2.4299005e-08f;

    public static final float ERFINV_9 = -4.5546678e-09f;

    public static final float ERFINV_10 = 6.4662836e-10f;

    /** The same in √w − 3.25 for √w from 2.5 to 4.1; relative error is 2e-8. */
    public static final float ERFINV_TAIL_0 = 3.0838857f;

    public static final float ERFINV_TAIL_1 = 1.0052588f;

    public static final float ERFINV_TAIL_2 = 0.005369371f;

    public static final float ERFINV_TAIL_3 = -0.0037450327f;

    public static final float ERFINV_TAIL_4 = 0.002500837f;

    public static final float ERFINV_TAIL_5 = -0.0017308459f;

    public static final float ERFINV_TAIL_6 = 0.00094036286f;

    public static final float ERFINV_TAIL_7 = -0.00025660064f;

    public static final float TWO_POW_30 = 0x1p30f;

    /** The zero of digamma, 1 less, as the unevaluated sum of two floats. */
    public static final float DIGAMMA_ZERO_HIGH = (float) 0.46163214496836236;

    public static final float DIGAMMA_ZERO_LOW = (float) (0.46163214496836236 - (double) DIGAMMA_ZERO_HIGH);

    /** ½ log 2π − ½. */
    public static final float STIRLING_CONSTANT = 0.41893855f;

    /** Minimax coefficients of log Γ(2 + t) / (t (1 + t)) on |t| ≤ 1; relative error is 2e-8. */
    public static final float LGAMMA_0 = 0.42278433f;

    public static final float LGAMMA_1 = -0.1003173f;

    public static final float LGAMMA_2 = 0.032965407f;

    public static final float LGAMMA_3 = -0.012384369f;

    public static final float LGAMMA_4 = 0.0049946215f;

    public static final float LGAMMA_5 = -0.0021057753f;

    public static final float LGAMMA_6 = 0.0009295392f;

    public static final float LGAMMA_7 = -0.00041654188f;

    public static final float LGAMMA_8 = 0.00016171884f;

    public static final float LGAMMA_9 = -6.1863815e-05f;

    public static final float LGAMMA_10 = 4.863909e-05f;

    public static final float LGAMMA_11 = -3.518078e-05f;

    public static final float LGAMMA_12 = 1.0371933e-05f;

    /** Minimax coefficients in 1 / x² of what Stirling's series adds to the logarithm of the gamma function, times x, from x = 3 on. */
    public static final float STIRLING_0 = 0.08333333f;

    public static final float STIRLING_1 = -0.0027772523f;

    public static final float STIRLING_2 = 0.0007783561f;

    public static final float STIRLING_3 = -0.0004202427f;

    /** Minimax coefficients in t of digamma(1.5 + t) over the distance from its zero on |t| ≤ ½; relative error is 9e-9. */
    public static final float DIGAMMA_NEAR_0 = 0.9510559f;

    public static final float DIGAMMA_NEAR_1 = -0.42362744f;

    public static final float DIGAMMA_NEAR_2 = 0.2405412f;

    public static final float DIGAMMA_NEAR_3 = -0.14840275f;

    public static final float DIGAMMA_NEAR_4 = 0.09502002f;

    public static final float DIGAMMA_NEAR_5 = -0.061995782f;

    public static final float DIGAMMA_NEAR_6 = 0.040508855f;

    public static final float DIGAMMA_NEAR_7 = -0.026120333f;

    public static final float DIGAMMA_NEAR_8 = 0.018497393f;

    public static final float DIGAMMA_NEAR_9 = -0.015767286f;

    public static final float DIGAMMA_NEAR_10 = 0.008901655f;

    /** Minimax coefficients in 1 / x of x (digamma(x) − log x), from x = 2 on. */
    public static final float DIGAMMA_FAR_0 = -0.5f;

    public static final float DIGAMMA_FAR_1 = -0.08333294f;

    public static final float DIGAMMA_FAR_2 = -9.4816e-06f;

    public static final float DIGAMMA_FAR_3 = 0.008412203f;

    public static final float DIGAMMA_FAR_4 = -0.00025219598f;

    public static final float DIGAMMA_FAR_5 = -0.003994748f;

    public static final float DIGAMMA_FAR_6 = 0.002062281f;

    /** Minimax coefficients in v = 1 / x of (trigamma(x) − v) / v², from x = 1 on; relative error of trigamma is 2e-9. */
    public static final float TRIGAMMA_0 = 0.50000024f;

    public static final float TRIGAMMA_1 = 0.16665831f;

    public static final float TRIGAMMA_2 = 8.578965e-05f;

    public static final float TRIGAMMA_3 = -0.03358061f;

    public static final float TRIGAMMA_4 = -0.0011899271f;

    public static final float TRIGAMMA_5 = 0.034888234f;

    public static final float TRIGAMMA_6 = -0.034989886f;

    public static final float TRIGAMMA_7 = 0.016080562f;

    public static final float TRIGAMMA_8 = -0.0030186516f;

    private FunctionConstants() {}
}
