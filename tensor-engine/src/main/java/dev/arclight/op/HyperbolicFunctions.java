package dev.arclight.op;

import static dev.arclight.op.FunctionConstants.*;

/**
 * The scalar definitions in float of the hyperbolic functions but the tangent, of their inverses and of the inverse of the
 * error function, within 2 ulp; the last within 3. What is said of {@link Functions} holds here.
 */
public final class HyperbolicFunctions {
    private HyperbolicFunctions() {}

    public static float sinh(float x) {
        float a = Math.abs(x);
        float u = a * a;
        float p = Math.fma(SINH_3, u, SINH_2);
        p = Math.fma(p, u, SINH_1);
        p = Math.fma(p, u, SINH_0);
        float near = Math.fma(p, a * u, a);
        float e = halfExp(a);
        return Functions.withSignOf(a < 1 ? near : e - 0.25f / e, x);
    }

    public static float cosh(float x) {
        float e = halfExp(Math.abs(x));
        return 0.25f / e + e;
    }

    /** eᵃ / 2, which overflows later than eᵃ. */
    private static float halfExp(float a) {
        float c = a > SINH_MAX ? SINH_MAX : a;
        float shifted = Math.fma(c, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        return Functions.timesPowerOfTwo(Functions.expOfSmall(r), shifted - 1);
    }

    public static float asinh(float x) {
        float a = Math.abs(x);
        float square = a * a;
        float p = Math.fma(ARSINH_4, square, ARSINH_3);
        p = Math.fma(p, square, ARSINH_2);
        p = Math.fma(p, square, ARSINH_1);
        p = Math.fma(p, square, ARSINH_0);
        float near = Math.fma(p, a * square, a);
        // log(a + √(a² + 1)), with what each operation lost; log 2a where the 1 no longer counts.
        boolean far = a > ARSINH_FAR;
        float q = Math.fma(a, a, 1f);
        float s = (float) Math.sqrt(q);
        float rest = Math.fma(-s, s, q) + Math.fma(a, a, 1 - q);
        float u = a + s;
        float lost = a - (u - s);
        float c = Math.fma(lost, s, rest * 0.5f) / (s * u);
        float y = Functions.logOfSum(far ? a : u, far ? 0f : c, far ? 1f : 0f);
        y = a < 0.5f ? near : y;
        return Functions.withSignOf(a < Float.POSITIVE_INFINITY ? y : a, x);
    }

    public static float acosh(float x) {
        // log(x + √(x² − 1)) = log(1 + t + √(t² + 2t)) with t = x − 1.
        boolean far = x > ARSINH_FAR;
        float t = x - 1;
        float twice = t * 2;
        float q = Math.fma(t, t, twice);
        float s = (float) Math.sqrt(q);
        float rest = Math.fma(-s, s, q) + (t < 2 ? Math.fma(t, t, twice - q) : 0f);
        float v = s + 1;
        float b = v - 1;
        float lost = (1 - (v - b)) + (s - b);
        float u = v + t;
        lost = lost + (t - (u - v));
        float c = Math.fma(lost, s, rest * 0.5f) / (s * u);
        float y = Functions.logOfSum(far ? x : u, far ? 0f : c, far ? 1f : 0f);
        y = x == 1 ? 0f : y;
        y = x < 1 ? Float.NaN : y;
        return x < Float.POSITIVE_INFINITY ? y : x;
    }

    public static float atanh(float x) {
        // log((1 + a) / (1 − a)) / 2 = log(1 + q) / 2 with q = 2a / (1 − a), with what each operation lost.
        float a = Math.abs(x);
        float d = 1 - a;
        float dLost = (1 - d) - a;
        float twice = a * 2;
        float inverse = 1 / d;
        float q = twice * inverse;
        float lost = Math.fma(-q, dLost, Math.fma(-q, d, twice)) * inverse;
        float u = q + 1;
        float b = u - 1;
        lost = lost + ((1 - (u - b)) + (q - b));
        float y = Functions.logOfSum(u, lost / u, 0f) * 0.5f;
        y = a == 1 ? Float.POSITIVE_INFINITY : y;
        y = a > 1 ? Float.NaN : y;
        return Functions.withSignOf(y, x);
    }

    /** The inverse of the error function; M. Giles, "Approximating the erfinv function" (2011), with polynomials of higher degree. */
    public static float erfinv(float x) {
        float a = Math.abs(x);
        float w = -Functions.logOfSum(Math.fma(-a, a, 1f), 0f, 0f);
        float v = w - ERFINV_MIDDLE;
        float p = Math.fma(ERFINV_10, v, ERFINV_9);
        p = Math.fma(p, v, ERFINV_8);
        p = Math.fma(p, v, ERFINV_7);
        p = Math.fma(p, v, ERFINV_6);
        p = Math.fma(p, v, ERFINV_5);
        p = Math.fma(p, v, ERFINV_4);
        p = Math.fma(p, v, ERFINV_3);
        p = Math.fma(p, v, ERFINV_2);
        p = Math.fma(p, v, ERFINV_1);
        p = Math.fma(p, v, ERFINV_0);
        float t = (float) Math.sqrt(w) - ERFINV_TAIL_MIDDLE;
        float q = Math.fma(ERFINV_TAIL_7, t, ERFINV_TAIL_6);
        q = Math.fma(q, t, ERFINV_TAIL_5);
        q = Math.fma(q, t, ERFINV_TAIL_4);
        q = Math.fma(q, t, ERFINV_TAIL_3);
        q = Math.fma(q, t, ERFINV_TAIL_2);
        q = Math.fma(q, t, ERFINV_TAIL_1);
        q = Math.fma(q, t, ERFINV_TAIL_0);
        float y = (w < ERFINV_FAR ? p : q) * a;
        y = a == 1 ? Float.POSITIVE_INFINITY : y;
        y = a <= 1 ? y : Float.NaN;
        return Functions.withSignOf(y, x);
    }
}
