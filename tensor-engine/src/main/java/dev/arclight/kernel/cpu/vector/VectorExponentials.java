package dev.arclight.kernel.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.kernel.cpu.FloatExponentials;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exponentials} of floats on vectors, bit for bit what {@link FloatExponentials} gives. */
public final class VectorExponentials extends FloatExponentials {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    @Override
    public double expSum(float[] x, int xOffset, double shift, float[] y, int yOffset, int n) {
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
                    expSums(x, p + first, s, y, q + first, whole, lanes, first);
                }
                sum = VectorLaneSums.join(lanes);
            }
            total += expSumTail(x, p, s, y, q, whole, length, sum);
        }
        return total;
    }

    private static void expSums(
            float[] x, int p, float shift, float[] y, int q, int n, float[] lanes, int first) {
        FloatVector s = broadcast(S, shift);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            FloatVector e0 = VectorMath.exp(fromArray(S, x, p + i).sub(s));
            FloatVector e1 = VectorMath.exp(fromArray(S, x, p + i + LANES).sub(s));
            e0.intoArray(y, q + i);
            e1.intoArray(y, q + i + LANES);
            s0 = e0.add(s0);
            s1 = e1.add(s1);
        }
        if (i < n) {
            FloatVector e = VectorMath.exp(fromArray(S, x, p + i).sub(s));
            e.intoArray(y, q + i);
            s0 = e.add(s0);
        }
        broadcast(S, 1f).mul(s0).add(s1).intoArray(lanes, first);
    }

    @Override
    public double expSum(float[] x, int xOffset, double shift, int n) {
        float s = (float) shift;
        double total = 0;
        float[] lanes = VectorLaneSums.lanes();
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            int p = xOffset + start;
            float sum = 0;
            if (whole > 0) {
                for (int first = 0; first < LANES; first += L) {
                    expSums(x, p + first, s, whole, lanes, first);
                }
                sum = VectorLaneSums.join(lanes);
            }
            total += expSumTail(x, p, s, whole, length, sum);
        }
        return total;
    }

    private static void expSums(float[] x, int p, float shift, int n, float[] lanes, int first) {
        FloatVector s = broadcast(S, shift);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            s0 = VectorMath.exp(fromArray(S, x, p + i).sub(s)).add(s0);
            s1 = VectorMath.exp(fromArray(S, x, p + i + LANES).sub(s)).add(s1);
        }
        if (i < n) {
            s0 = VectorMath.exp(fromArray(S, x, p + i).sub(s)).add(s0);
        }
        broadcast(S, 1f).mul(s0).add(s1).intoArray(lanes, first);
    }

    @Override
    public void expScaled(
            float[] x, int xOffset, double shift, double factor, float[] y, int yOffset, int n) {
        FloatVector s = broadcast(S, (float) shift);
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            VectorMath.exp(fromArray(S, x, xOffset + i).sub(s)).mul(f).intoArray(y, yOffset + i);
        }
        super.expScaled(x, xOffset + i, shift, factor, y, yOffset + i, n - i);
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
}
