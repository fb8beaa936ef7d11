package dev.arclight.kernel.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.FloatGates;
import dev.arclight.kernel.cpu.Gates;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Gates} of floats on vectors, bit for bit what {@link FloatGates} gives. */
public final class VectorGates extends FloatGates {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, y, yOffset + i).add(fromArray(S, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        super.add(x, xOffset + i, y, yOffset + i, n - i);
    }

    @Override
    public void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, a, aOffset + i).mul(fromArray(S, b, bOffset + i)).intoArray(y, yOffset + i);
        }
        super.multiply(a, aOffset + i, b, bOffset + i, y, yOffset + i, n - i);
    }

    @Override
    public void multiplyAdd(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            fromArray(S, a, aOffset + i)
                    .fma(fromArray(S, b, bOffset + i), fromArray(S, y, yOffset + i))
                    .intoArray(y, yOffset + i);
        }
        super.multiplyAdd(a, aOffset + i, b, bOffset + i, y, yOffset + i, n - i);
    }

    @Override
    public void cell(float[] gates, int gatesOffset, float[] c, int cOffset, int n) {
        int bound = S.loopBound(n);
        int k = 0;
        for (; k < bound; k += L) {
            int p = gatesOffset + k;
            FloatVector fresh = fromArray(S, gates, p).mul(fromArray(S, gates, p + 2 * n));
            fromArray(S, gates, p + n).fma(fromArray(S, c, cOffset + k), fresh).intoArray(c, cOffset + k);
        }
        cell(gates, gatesOffset, c, cOffset, k, n);
    }

    @Override
    public void cellBackward(
            float[] gates,
            int gatesOffset,
            float[] tanh,
            int tanhOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] dc,
            int dcOffset,
            float[] out,
            int outOffset,
            int n) {
        FloatVector one = broadcast(S, 1f);
        int bound = S.loopBound(n);
        int k = 0;
        for (; k < bound; k += L) {
            int p = gatesOffset + k;
            int q = outOffset + k;
            FloatVector i = fromArray(S, gates, p);
            FloatVector f = fromArray(S, gates, p + n);
            FloatVector g = fromArray(S, gates, p + 2 * n);
            FloatVector o = fromArray(S, gates, p + 3 * n);
            FloatVector t = fromArray(S, tanh, tanhOffset + k);
            FloatVector h = fromArray(S, dh, dhOffset + k);
            FloatVector d = h.mul(o).fma(t.neg().fma(t, one), fromArray(S, dc, dcOffset + k));
            d.mul(f).intoArray(dc, dcOffset + k);
            d.mul(g).mul(i.mul(one.sub(i))).intoArray(out, q);
            d.mul(fromArray(S, before, beforeOffset + k)).mul(f.mul(one.sub(f))).intoArray(out, q + n);
            d.mul(i).mul(g.neg().fma(g, one)).intoArray(out, q + 2 * n);
            h.mul(t).mul(o.mul(one.sub(o))).intoArray(out, q + 3 * n);
        }
        cellBackward(
                gates,
                gatesOffset,
                tanh,
                tanhOffset,
                before,
                beforeOffset,
                dh,
                dhOffset,
                dc,
                dcOffset,
                out,
                outOffset,
                k,
                n);
    }

    @Override
    public void blend(float[] gates, int gatesOffset, float[] h, int hOffset, int n) {
        int bound = S.loopBound(n);
        int k = 0;
        for (; k < bound; k += L) {
            FloatVector fresh = fromArray(S, gates, gatesOffset + 2 * n + k);
            fromArray(S, gates, gatesOffset + n + k)
                    .fma(fromArray(S, h, hOffset + k).sub(fresh), fresh)
                    .intoArray(h, hOffset + k);
        }
        blend(gates, gatesOffset, h, hOffset, k, n);
    }

    @Override
    public void blendBackward(
            float[] gates,
            int gatesOffset,
            float[] hidden,
            int hiddenOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] out,
            int outOffset,
            float[] hiddenOut,
            int hiddenOutOffset,
            int n) {
        FloatVector one = broadcast(S, 1f);
        int bound = S.loopBound(n);
        int k = 0;
        for (; k < bound; k += L) {
            int p = gatesOffset + k;
            int q = outOffset + k;
            int s = hiddenOutOffset + k;
            FloatVector r = fromArray(S, gates, p);
            FloatVector z = fromArray(S, gates, p + n);
            FloatVector fresh = fromArray(S, gates, p + 2 * n);
            FloatVector d = fromArray(S, dh, dhOffset + k);
            FloatVector dNew = d.mul(one.sub(z)).mul(fresh.neg().fma(fresh, one));
            FloatVector dReset =
                    dNew.mul(fromArray(S, hidden, hiddenOffset + k)).mul(r.mul(one.sub(r)));
            FloatVector dUpdate =
                    d.mul(fromArray(S, before, beforeOffset + k).sub(fresh)).mul(z.mul(one.sub(z)));
            d.mul(z).intoArray(dh, dhOffset + k);
            dReset.intoArray(out, q);
            dUpdate.intoArray(out, q + n);
            dNew.intoArray(out, q + 2 * n);
            dReset.intoArray(hiddenOut, s);
            dUpdate.intoArray(hiddenOut, s + n);
            dNew.mul(r).intoArray(hiddenOut, s + 2 * n);
        }
        blendBackward(
                gates,
                gatesOffset,
                hidden,
                hiddenOffset,
                before,
                beforeOffset,
                dh,
                dhOffset,
                out,
                outOffset,
                hiddenOut,
                hiddenOutOffset,
                k,
                n);
    }

    @Override
    public void tanhBackward(float[] dh, int dhOffset, float[] y, int yOffset, float[] out, int outOffset, int n) {
        FloatVector one = broadcast(S, 1f);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector t = fromArray(S, y, yOffset + i);
            fromArray(S, dh, dhOffset + i).mul(t.neg().fma(t, one)).intoArray(out, outOffset + i);
        }
        super.tanhBackward(dh, dhOffset + i, y, yOffset + i, out, outOffset + i, n - i);
    }

    @Override
    public void reluBackward(float[] dh, int dhOffset, float[] y, int yOffset, float[] out, int outOffset, int n) {
        FloatVector zero = FloatVector.zero(S);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector t = fromArray(S, y, yOffset + i);
            zero.blend(fromArray(S, dh, dhOffset + i), t.compare(VectorOperators.GT, 0f))
                    .intoArray(out, outOffset + i);
        }
        super.reluBackward(dh, dhOffset + i, y, yOffset + i, out, outOffset + i, n - i);
    }
}
