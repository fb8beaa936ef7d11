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

    /**
     * One long method: HotSpot inlines none of more than 325 bytes of bytecode. Loops of exponentials that were inlined
     * passed the limit of nodes where their callers did much besides, and vectors went through memory, three times slower.
     */
    @Override
    public double expSum(float[] x, int xOffset, double scale, double shift, float[] y, int yOffset, int n) {
        float a = (float) scale;
        float b = (float) -shift;
        float[] lanes = VectorLaneSums.lanes();
        double total = 0;
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            float sum = 0;
            for (int first = 0; first < LANES && whole > 0; first += L) {
                FloatVector va = broadcast(S, a);
                FloatVector vb = broadcast(S, b);
                FloatVector s0 = FloatVector.zero(S);
                FloatVector s1 = FloatVector.zero(S);
                int p = xOffset + start + first;
                int q = yOffset + start + first;
                int end = p + whole;
                for (; p + 2 * LANES <= end; p += 2 * LANES) {
                    FloatVector e0 = expOfShifted(fromArray(S, x, p).fma(va, vb));
                    FloatVector e1 = expOfShifted(fromArray(S, x, p + LANES).fma(va, vb));
                    e0.intoArray(y, q);
                    e1.intoArray(y, q + LANES);
                    s0 = e0.add(s0);
                    s1 = e1.add(s1);
                    q += 2 * LANES;
                }
                if (p < end) {
                    FloatVector e = expOfShifted(fromArray(S, x, p).fma(va, vb));
                    e.intoArray(y, q);
                    s0 = e.add(s0);
                }
                broadcast(S, 1f).mul(s0).add(s1).intoArray(lanes, first);
            }
            if (whole > 0) {
                sum = VectorLaneSums.join(lanes);
            }
            for (int i = start + whole; i < start + length; i++) {
                float e = expOfShifted(Math.fma(x[xOffset + i], a, b));
                y[yOffset + i] = e;
                sum += e;
            }
            total += sum;
        }
        return total;
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
