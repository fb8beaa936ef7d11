package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.kernel.cpu.FloatExponentials;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exponentials} of floats on vectors, bit for bit what {@link FloatExponentials} gives. */
public final class VectorExponentials extends FloatExponentials {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    @Override
    public double expSum(float[] x, int xOffset, double scale, double shift, float[] y, int yOffset, int n) {
        float a = (float) scale;
        float s = (float) shift;
        double total = 0;
        float[] lanes = VectorLaneSums.lanes();
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            int p = xOffset + start;
            int q = yOffset + start;
            float sum = 0;
            if (whole > 0) {
                for (int first = 0; first < LANES; first += L) {
                    expSums(x, p + first, a, s, y, q + first, whole, lanes, first);
                }
                sum = VectorLaneSums.join(lanes);
            }
            total += expSumTail(x, p, a, s, y, q, whole, length, sum);
        }
        return total;
    }

    private static void expSums(
            float[] x, int p, float scale, float shift, float[] y, int q, int n, float[] lanes, int first) {
        FloatVector a = broadcast(S, scale);
        FloatVector s = broadcast(S, -shift);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            FloatVector e0 = expOfShifted(fromArray(S, x, p + i).fma(a, s));
            FloatVector e1 = expOfShifted(fromArray(S, x, p + i + LANES).fma(a, s));
            e0.intoArray(y, q + i);
            e1.intoArray(y, q + i + LANES);
            s0 = e0.add(s0);
            s1 = e1.add(s1);
        }
        if (i < n) {
            FloatVector e = expOfShifted(fromArray(S, x, p + i).fma(a, s));
            e.intoArray(y, q + i);
            s0 = e.add(s0);
        }
        broadcast(S, 1f).mul(s0).add(s1).intoArray(lanes, first);
    }

    /** {@link FloatExponentials#expOfShifted}, operation for operation. */
    static FloatVector expOfShifted(FloatVector x) {
        VectorMask<Float> vanishes = x.compare(VectorOperators.LT, EXP_SHIFTED_MIN);
        FloatVector c = x.blend(EXP_SHIFTED_MIN, vanishes);
        FloatVector shifted = c.fma(broadcast(S, LOG2_E), broadcast(S, ROUNDER));
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(S, -LN2_LOW), n.fma(broadcast(S, -LN2_HIGH), c));
        FloatVector p = broadcast(S, EXP_4).fma(r, broadcast(S, EXP_3));
        p = p.fma(r, broadcast(S, EXP_2));
        p = p.fma(r, broadcast(S, EXP_1));
        p = p.fma(r, broadcast(S, EXP_0));
        p = p.fma(r.mul(r), r).add(1f);
        FloatVector scale = shifted.reinterpretAsInts()
                .add(127 - ROUNDER_BITS)
                .lanewise(VectorOperators.LSHL, 23)
                .reinterpretAsFloats();
        return p.mul(scale).blend(0f, vanishes);
    }

    @Override
    public void expScaled(
            float[] x, int xOffset, double scale, double shift, double factor, float[] y, int yOffset, int n) {
        FloatVector a = broadcast(S, (float) scale);
        FloatVector s = broadcast(S, (float) -shift);
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            VectorMath.exp(fromArray(S, x, xOffset + i).fma(a, s)).mul(f).intoArray(y, yOffset + i);
        }
        super.expScaled(x, xOffset + i, scale, shift, factor, y, yOffset + i, n - i);
    }

    @Override
    public void scale(float[] x, int xOffset, double factor, float[] y, int yOffset, int n) {
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, x, xOffset + i).mul(f).intoArray(y, yOffset + i);
        }
        super.scale(x, xOffset + i, factor, y, yOffset + i, n - i);
    }

    @Override
    public void addScaled(float[] x, int xOffset, double factor, float[] out, int outOffset, int n) {
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, x, xOffset + i)
                    .fma(f, fromArray(S, out, outOffset + i))
                    .intoArray(out, outOffset + i);
        }
        super.addScaled(x, xOffset + i, factor, out, outOffset + i, n - i);
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
        FloatVector s = broadcast(S, (float) shift);
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, g, gOffset + i)
                    .sub(s)
                    .mul(fromArray(S, y, yOffset + i))
                    .mul(f)
                    .intoArray(out, outOffset + i);
        }
        super.productOfShifted(g, gOffset + i, shift, y, yOffset + i, factor, out, outOffset + i, n - i);
    }

    @Override
    public void minusExp(
            float[] g, int gOffset, float[] y, int yOffset, double factor, float[] out, int outOffset, int n) {
        FloatVector f = broadcast(S, (float) -factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            VectorMath.exp(fromArray(S, y, yOffset + i))
                    .fma(f, fromArray(S, g, gOffset + i))
                    .intoArray(out, outOffset + i);
        }
        super.minusExp(g, gOffset + i, y, yOffset + i, factor, out, outOffset + i, n - i);
    }

    @Override
    public void minusBoth(float[] x, int xOffset, double first, double second, float[] y, int yOffset, int n) {
        FloatVector a = broadcast(S, (float) first);
        FloatVector b = broadcast(S, (float) second);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, x, xOffset + i).sub(a).sub(b).intoArray(y, yOffset + i);
        }
        super.minusBoth(x, xOffset + i, first, second, y, yOffset + i, n - i);
    }

    @Override
    public void scaleAdd(float[] x, int xOffset, double scale, float[] b, int bOffset, float[] y, int yOffset, int n) {
        FloatVector a = broadcast(S, (float) scale);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, x, xOffset + i).fma(a, fromArray(S, b, bOffset + i)).intoArray(y, yOffset + i);
        }
        super.scaleAdd(x, xOffset + i, scale, b, bOffset + i, y, yOffset + i, n - i);
    }
}
