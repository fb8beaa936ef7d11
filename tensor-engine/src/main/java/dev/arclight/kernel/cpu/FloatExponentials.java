package dev.arclight.kernel.cpu;

import static dev.arclight.op.FunctionConstants.*;

import dev.arclight.op.Functions;

/**
 * {@link Exponentials} of floats as plain loops: for JVMs without the Vector API, for what is left over by vectors, and as
 * the oracle of tests.
 */
public class FloatExponentials implements Exponentials<float[]> {
    @SuppressWarnings("unchecked") // The class that is named implements Exponentials of float arrays.
    static final Exponentials<float[]> CHOSEN = VectorSupport.choose(
            (Class<Exponentials<float[]>>) (Class<?>) Exponentials.class,
            "dev.arclight.kernel.cpu.vector.VectorExponentials",
            FloatExponentials::new);

    /** Below this {@link #expOfShifted} stays the same, which is zero. */
    protected static final float EXP_SHIFTED_MIN = -88;

    @Override
    public float[] make(int n) {
        return new float[n];
    }

    @Override
    public double get(float[] array, int index) {
        return array[index];
    }

    @Override
    public void set(float[] array, int index, double value) {
        array[index] = (float) value;
    }

    @Override
    public double round(double value) {
        return (float) value;
    }

    @Override
    public void fill(float[] array, int from, int to, double value) {
        java.util.Arrays.fill(array, from, to, (float) value);
    }

    @Override
    public double max(float[] x, int xOffset, int n) {
        return Reduce.FLOATS.max(x, xOffset, n);
    }

    @Override
    public double sum(float[] x, int xOffset, int n) {
        return Reduce.FLOATS.sum(x, xOffset, n);
    }

    @Override
    public double dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        return Reduce.FLOATS.dot(a, aOffset, b, bOffset, n);
    }

    @Override
    public double expSum(float[] x, int xOffset, double scale, double shift, float[] y, int yOffset, int n) {
        float a = (float) scale;
        float s = (float) shift;
        if (!Float.isFinite(s)) {
            fill(y, yOffset, yOffset + n, Double.NaN);
            return n == 0 ? 0 : Double.NaN;
        }
        double total = 0;
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = LaneSums.whole(length);
            float[] lanes = new float[2 * LANES];
            for (int i = 0; i < whole; i++) {
                float e = expOfShifted(Math.fma(x[xOffset + start + i], a, -s));
                y[yOffset + start + i] = e;
                lanes[i & 31] += e;
            }
            float sum = LaneSums.join(lanes);
            for (int i = start + whole; i < start + length; i++) {
                float e = expOfShifted(Math.fma(x[xOffset + i], a, -s));
                y[yOffset + i] = e;
                sum += e;
            }
            total += sum;
        }
        return total;
    }

    /**
     * e<sup>x</sup> for x that is at most 88, as a difference to a maximum is, and no NaN, with fewer operations than
     * {@link Functions#exp(float)}: the scale is one power of two, and zero where that would be 2⁻¹²⁷.
     */
    protected static float expOfShifted(float x) {
        float c = x < EXP_SHIFTED_MIN ? EXP_SHIFTED_MIN : x;
        float shifted = Math.fma(c, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, c));
        float p = Math.fma(EXP_4, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        p = Math.fma(p, r, EXP_1);
        p = Math.fma(p, r, EXP_0);
        p = Math.fma(p, r * r, r) + 1;
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) + 127 - ROUNDER_BITS) << 23);
    }

    @Override
    public void expScaled(
            float[] x, int xOffset, double scale, double shift, double factor, float[] y, int yOffset, int n) {
        float a = (float) scale;
        float s = (float) shift;
        float f = (float) factor;
        // Decided for the whole span, as kernels on vectors do.
        boolean finite = Float.isFinite(s) && areFinite(x, xOffset, n);
        for (int i = 0; i < n; i++) {
            float exponent = Math.fma(x[xOffset + i], a, -s);
            y[yOffset + i] = (finite ? expOfShifted(exponent) : Functions.exp(exponent)) * f;
        }
    }

    /** Whether no element is NaN or infinite. */
    protected boolean areFinite(float[] x, int offset, int n) {
        boolean finite = true;
        for (int i = offset; i < offset + n; i++) {
            finite &= Float.isFinite(x[i]);
        }
        return finite;
    }

    @Override
    public void scale(float[] x, int xOffset, double factor, float[] y, int yOffset, int n) {
        float f = (float) factor;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = x[xOffset + i] * f;
        }
    }

    @Override
    public void addScaled(float[] x, int xOffset, double factor, float[] out, int outOffset, int n) {
        float f = (float) factor;
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = Math.fma(x[xOffset + i], f, out[outOffset + i]);
        }
    }

    @Override
    public void addScaledRows(
            float[] x,
            int xOffset,
            float[] factors,
            int factorsOffset,
            long[] from,
            int fromOffset,
            long[] to,
            int toOffset,
            int count,
            int width,
            float[] out,
            int outOffset) {
        for (int i = 0; i < count; i++) {
            int row = outOffset + (int) to[toOffset + i] * width;
            addScaled(x, xOffset + (int) from[fromOffset + i] * width, factors[factorsOffset + i], out, row, width);
        }
    }

    @Override
    public void productOfShifted(
            float[] g,
            int gOffset,
            double shift,
            float[] y,
            int yOffset,
            double factor,
            float[] out,
            int outOffset,
            int n) {
        float s = (float) shift;
        float f = (float) factor;
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (g[gOffset + i] - s) * y[yOffset + i] * f;
        }
    }

    @Override
    public void minusExp(
            float[] g, int gOffset, float[] y, int yOffset, double factor, float[] out, int outOffset, int n) {
        float f = (float) -factor;
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = Math.fma(Functions.exp(y[yOffset + i]), f, g[gOffset + i]);
        }
    }

    @Override
    public void minusBoth(float[] x, int xOffset, double first, double second, float[] y, int yOffset, int n) {
        float a = (float) first;
        float b = (float) second;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = x[xOffset + i] - a - b;
        }
    }

    @Override
    public void scaleAdd(float[] x, int xOffset, double scale, float[] b, int bOffset, float[] y, int yOffset, int n) {
        float a = (float) scale;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.fma(x[xOffset + i], a, b[bOffset + i]);
        }
    }
}
