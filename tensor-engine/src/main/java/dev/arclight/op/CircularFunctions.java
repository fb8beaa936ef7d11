package dev.arclight.op;

import static dev.arclight.op.FunctionConstants.*;

/**
 * The scalar definitions in float of the tangent, the inverse trigonometric functions, of sin πx / πx and
 * of the hypotenuse, within 2 ulp. What is
 * said of {@link Functions} holds here.
 */
public final class CircularFunctions {
    private CircularFunctions() {}

    public static float tan(float x) {
        if (Math.abs(x) > TRIGONOMETRIC_MAX) {
            return (float) StrictMath.tan(x);
        }
        float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        float n = shifted - ROUNDER;
        float high = Math.fma(n, -HALF_PI_HIGH, x);
        float r = Math.fma(n, -HALF_PI_MIDDLE, high);
        // What is left of the argument beside r.
        float low = Math.fma(n, -HALF_PI_LOW, Math.fma(n, -HALF_PI_MIDDLE, high - r));
        float u = r * r;
        float p = Math.fma(TAN_6, u, TAN_5);
        p = Math.fma(p, u, TAN_4);
        p = Math.fma(p, u, TAN_3);
        p = Math.fma(p, u, TAN_2);
        p = Math.fma(p, u, TAN_1);
        p = Math.fma(p, u, TAN_0);
        float t = r + Math.fma(p, r * u, Math.fma(u, low, low));
        boolean even = (Float.floatToRawIntBits(shifted) & 1) == 0;
        float y = (even ? t : -1f) / (even ? 1f : t);
        return Math.abs(x) < SIN_TINY ? x : y;
    }

    public static float asin(float x) {
        float a = Math.abs(x);
        float z = a > 0.5f ? (1 - a) * 0.5f : a * a;
        float s = a > 0.5f ? (float) Math.sqrt(z) : a;
        float tail = asinTail(z) * (z * s);
        // π/2 − 2 asin √((1 − a) / 2), with twice what the root lost.
        float lost = Math.fma(-s, s, z) / (s + Float.MIN_NORMAL);
        float far = Math.fma(s, -2f, HALF_PI_HIGH) - (Math.fma(tail, 2f, -HALF_PI_MIDDLE) + lost);
        return Functions.withSignOf(a > 0.5f ? far : s + tail, x);
    }

    public static float acos(float x) {
        float a = Math.abs(x);
        float z = a > 0.5f ? (1 - a) * 0.5f : a * a;
        float s = a > 0.5f ? (float) Math.sqrt(z) : a;
        float tail = asinTail(z) * (z * s);
        boolean near = x > 0.5f;
        // π/2 less the arc sine, of which the half is taken when the square root was; no subtraction right of 1/2.
        float signed = a > 0.5f ? s : x;
        float signedTail = Functions.withSignOf(tail, signed);
        float rest = (HALF_PI_HIGH - signed) - (signedTail - HALF_PI_MIDDLE);
        float y = near ? s + tail : rest;
        return a > 0.5f ? y * 2 : y;
    }

    /** (arcsin √z / √z − 1) / z. */
    private static float asinTail(float z) {
        float p = Math.fma(ASIN_4, z, ASIN_3);
        p = Math.fma(p, z, ASIN_2);
        p = Math.fma(p, z, ASIN_1);
        return Math.fma(p, z, ASIN_0);
    }

    public static float atan(float x) {
        float a = Math.abs(x);
        float t = (a > 1 ? 1f : a) / (a > 1 ? a : 1f);
        float p = atanOfFraction(t);
        float y = a > 1 ? HALF_PI_HIGH - (p - HALF_PI_MIDDLE) : p;
        return Functions.withSignOf(y, x);
    }

    /** The arc tangent of t from 0 to 1. */
    private static float atanOfFraction(float t) {
        float u = t * t;
        float p = Math.fma(ATAN_8, u, ATAN_7);
        p = Math.fma(p, u, ATAN_6);
        p = Math.fma(p, u, ATAN_5);
        p = Math.fma(p, u, ATAN_4);
        p = Math.fma(p, u, ATAN_3);
        p = Math.fma(p, u, ATAN_2);
        p = Math.fma(p, u, ATAN_1);
        p = Math.fma(p, u, ATAN_0);
        return Math.fma(p, t * u, t);
    }

    /** The angle of the point (x, y), with the limits of IEEE 754. */
    public static float atan2(float y, float x) {
        float a = Math.abs(y);
        float b = Math.abs(x);
        boolean steep = a > b;
        float least = steep ? b : a;
        float most = steep ? a : b;
        float t = least / most;
        t = most == 0 ? 0f : t;
        t = least == Float.POSITIVE_INFINITY ? 1f : t;
        float p = atanOfFraction(t);
        // The sign bit decides, for −0 lies left of 0.
        boolean left = Float.floatToRawIntBits(x) < 0;
        float flat = left ? PI_HIGH - (p - PI_LOW) : p;
        p = steep ? (left ? p : -p) + HALF_PI_MIDDLE + HALF_PI_HIGH : flat;
        p = Float.isNaN(x) ? x : p;
        p = Float.isNaN(y) ? y : p;
        return Functions.withSignOf(p, y);
    }

    /** √(a² + b²), where neither square over- nor underflows. */
    public static float hypot(float a, float b) {
        float x = Math.abs(a);
        float y = Math.abs(b);
        float least = x > y ? y : x;
        float most = x > y ? x : y;
        boolean big = most > TWO_POW_60;
        boolean small = most < TWO_POW_MINUS_60;
        float up = small ? TWO_POW_64 : big ? TWO_POW_MINUS_64 : 1f;
        float down = small ? TWO_POW_MINUS_64 : big ? TWO_POW_64 : 1f;
        least = least * up;
        most = most * up;
        float h = (float) Math.sqrt(Math.fma(most, most, least * least)) * down;
        h = Float.isNaN(x + y) ? Float.NaN : h;
        return x == Float.POSITIVE_INFINITY || y == Float.POSITIVE_INFINITY ? Float.POSITIVE_INFINITY : h;
    }

    /** sin πx / πx. */
    public static float sinc(float x) {
        float a = Math.abs(x);
        boolean fraction = a < TWO_POW_23;
        float shifted = a + TWO_POW_23;
        float r = a - (fraction ? shifted - TWO_POW_23 : a);
        float u = r * r;
        float p = Math.fma(SINC_4, u, SINC_3);
        p = Math.fma(p, u, SINC_2);
        p = Math.fma(p, u, SINC_1);
        p = Math.fma(p, u, SINC_0);
        float y = Math.fma(p, r * u, r) / a;
        // An odd number of half turns.
        y = Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (Float.floatToRawIntBits(shifted) << 31));
        // Zeros have no sign.
        return a == 0 ? 1f : y + 0f;
    }
}
