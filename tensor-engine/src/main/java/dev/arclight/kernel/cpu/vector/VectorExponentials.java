package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.FunctionConstants.*;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.kernel.cpu.FloatExponentials;
import dev.arclight.op.Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Exponentials} of floats on vectors, bit for bit what {@link FloatExponentials} gives. */
public final class VectorExponentials extends FloatExponentials {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** The class of its vectors, told before they are stored; see {@link GemmFloatVector}. */
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** From here to −0, whose exponentials are normal numbers, both ways to compute them give the same bits. */
    private static final int LOWEST_NORMAL_BITS = Float.floatToRawIntBits(-87f);

    private static final int EXP_SHIFTED_MAX_BITS = Float.floatToRawIntBits(-EXP_SHIFTED_MIN);

    @Override
    public double expSum(float[] x, int xOffset, double scale, double shift, float[] y, int yOffset, int n) {
        if (!Float.isFinite((float) shift)) {
            return super.expSum(x, xOffset, scale, shift, y, yOffset, n);
        }
        expOfShifted(x, xOffset, (float) scale, (float) shift, y, yOffset, n);
        return blockSums(y, yOffset, n);
    }

    /** Σ x in the order of {@code LaneSums} of two groups, whose blocks are added in double. */
    private static double blockSums(float[] x, int offset, int n) {
        float[] lanes = VectorLaneSums.lanesOfThread();
        double total = 0;
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            float sum = 0;
            for (int first = 0; first < LANES && whole > 0; first += L) {
                FloatVector s0 = FloatVector.zero(S);
                FloatVector s1 = FloatVector.zero(S);
                int p = offset + start + first;
                int end = p + whole;
                for (; p + 2 * LANES <= end; p += 2 * LANES) {
                    s0 = fromArray(S, x, p).add(s0);
                    s1 = fromArray(S, x, p + LANES).add(s1);
                }
                if (p < end) {
                    s0 = fromArray(S, x, p).add(s0);
                }
                WHOLE.cast(broadcast(S, 1f).mul(s0).add(s1)).intoArray(lanes, first);
            }
            if (whole > 0) {
                sum = VectorLaneSums.join(lanes);
            }
            for (int i = start + whole; i < start + length; i++) {
                sum += x[offset + i];
            }
            total += sum;
        }
        return total;
    }

    /**
     * {@code y = exp(x·scale − shift)} by {@link FloatExponentials#expOfShifted}, of the negative exponent −t and with −r, which
     * changes signs and no bit besides: a positive t has the order of its bits as an integer, and integer minimum is one
     * instruction. The shift is finite.
     *
     * <p>One flat method, and a long one: HotSpot inlines none of more than 325 bytes of bytecode. Loops of exponentials that
     * were inlined passed the limit of nodes where their callers did much besides, and vectors went through memory, three times
     * slower.
     */
    private static void expOfShifted(float[] x, int xOffset, float scale, float shift, float[] y, int yOffset, int n) {
        FloatVector negativeScale = broadcast(S, -scale);
        FloatVector shifts = broadcast(S, shift);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector t = fromArray(S, x, xOffset + i)
                    .fma(negativeScale, shifts)
                    .reinterpretAsInts()
                    .min(EXP_SHIFTED_MAX_BITS)
                    .reinterpretAsFloats();
            FloatVector shifted = t.fma(broadcast(S, -LOG2_E), broadcast(S, ROUNDER));
            FloatVector k = shifted.sub(ROUNDER);
            FloatVector r = k.fma(broadcast(S, LN2_LOW), k.fma(broadcast(S, LN2_HIGH), t));
            FloatVector p = broadcast(S, -EXP_4).fma(r, broadcast(S, EXP_3));
            p = p.fma(r, broadcast(S, -EXP_2));
            p = p.fma(r, broadcast(S, EXP_1));
            p = p.fma(r, broadcast(S, -EXP_0));
            p = broadcast(S, 1f).sub(p.fma(r.mul(r), r));
            WHOLE.cast(p.mul(shifted.reinterpretAsInts()
                            .add(127 - ROUNDER_BITS)
                            .lanewise(VectorOperators.LSHL, 23)
                            .reinterpretAsFloats()))
                    .intoArray(y, yOffset + i);
        }
        for (; i < n; i++) {
            float t = Math.fma(x[xOffset + i], scale, -shift);
            t = t < EXP_SHIFTED_MIN ? EXP_SHIFTED_MIN : t;
            float shifted = Math.fma(t, LOG2_E, ROUNDER);
            float k = shifted - ROUNDER;
            float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, t));
            float p = Math.fma(Math.fma(Math.fma(Math.fma(EXP_4, r, EXP_3), r, EXP_2), r, EXP_1), r, EXP_0);
            p = Math.fma(p, r * r, r) + 1;
            y[yOffset + i] = p * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) + 127 - ROUNDER_BITS) << 23);
        }
    }

    @Override
    public void expScaled(
            float[] x, int xOffset, double scale, double shift, double factor, float[] y, int yOffset, int n) {
        if (Float.isFinite((float) shift) && areFinite(x, xOffset, n)) {
            expOfShifted(x, xOffset, (float) scale, (float) shift, y, yOffset, n);
            if (factor != 1) {
                scale(y, yOffset, factor, y, yOffset, n);
            }
        } else {
            expScaledOfAny(x, xOffset, scale, shift, factor, y, yOffset, n);
        }
    }

    @Override
    protected boolean areFinite(float[] x, int offset, int n) {
        int bound = S.loopBound(n);
        FloatVector zeros = FloatVector.zero(S);
        for (int i = 0; i < bound; i += L) {
            // Nought times what is not finite is NaN.
            zeros = fromArray(S, x, offset + i).fma(FloatVector.zero(S), zeros);
        }
        float[] lanes = new float[L];
        WHOLE.cast(FloatVector.zero(S).add(zeros)).intoArray(lanes, 0);
        return super.areFinite(lanes, 0, L) && super.areFinite(x, offset + bound, n - bound);
    }

    /** With exponentials of any number. */
    private void expScaledOfAny(
            float[] x, int xOffset, double scale, double shift, double factor, float[] y, int yOffset, int n) {
        FloatVector a = broadcast(S, (float) scale);
        FloatVector s = broadcast(S, (float) -shift);
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(VectorMath.exp(fromArray(S, x, xOffset + i).fma(a, s)).mul(f))
                    .intoArray(y, yOffset + i);
        }
        for (; i < n; i++) {
            y[yOffset + i] = Functions.exp(Math.fma(x[xOffset + i], (float) scale, (float) -shift)) * (float) factor;
        }
    }

    @Override
    public void scale(float[] x, int xOffset, double factor, float[] y, int yOffset, int n) {
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i).mul(f)).intoArray(y, yOffset + i);
        }
        super.scale(x, xOffset + i, factor, y, yOffset + i, n - i);
    }

    @Override
    public void addScaled(float[] x, int xOffset, double factor, float[] out, int outOffset, int n) {
        FloatVector f = broadcast(S, (float) factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i).fma(f, fromArray(S, out, outOffset + i)))
                    .intoArray(out, outOffset + i);
        }
        super.addScaled(x, xOffset + i, factor, out, outOffset + i, n - i);
    }

    /** Rows that go to the same one, as those of a bag do, are added up in registers. */
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
        int whole = S.loopBound(width);
        int end;
        for (int start = 0; start < count; start = end) {
            end = start + 1;
            while (end < count && to[toOffset + end] == to[toOffset + start]) {
                end++;
            }
            int row = outOffset + (int) to[toOffset + start] * width;
            int j = 0;
            for (; j + 4 * L <= whole; j += 4 * L) {
                addFour(
                        x,
                        xOffset + j,
                        factors,
                        factorsOffset + start,
                        from,
                        fromOffset + start,
                        end - start,
                        width,
                        out,
                        row + j);
            }
            for (int i = start; i < end && j < width; i++) {
                int at = xOffset + (int) from[fromOffset + i] * width + j;
                addScaled(x, at, factors[factorsOffset + i], out, row + j, width - j);
            }
        }
    }

    /** {@link #addScaledRows} of four vectors of columns, all to one row. */
    private static void addFour(
            float[] x,
            int xOffset,
            float[] factors,
            int factorsOffset,
            long[] from,
            int fromOffset,
            int count,
            int width,
            float[] out,
            int at) {
        FloatVector s0 = fromArray(S, out, at);
        FloatVector s1 = fromArray(S, out, at + L);
        FloatVector s2 = fromArray(S, out, at + 2 * L);
        FloatVector s3 = fromArray(S, out, at + 3 * L);
        for (int i = 0; i < count; i++) {
            int p = xOffset + (int) from[fromOffset + i] * width;
            FloatVector f = broadcast(S, factors[factorsOffset + i]);
            s0 = fromArray(S, x, p).fma(f, s0);
            s1 = fromArray(S, x, p + L).fma(f, s1);
            s2 = fromArray(S, x, p + 2 * L).fma(f, s2);
            s3 = fromArray(S, x, p + 3 * L).fma(f, s3);
        }
        // A product with 1 keeps every bit, and its vector is a fresh one.
        WHOLE.cast(broadcast(S, 1f).mul(s0)).intoArray(out, at);
        WHOLE.cast(broadcast(S, 1f).mul(s1)).intoArray(out, at + L);
        WHOLE.cast(broadcast(S, 1f).mul(s2)).intoArray(out, at + 2 * L);
        WHOLE.cast(broadcast(S, 1f).mul(s3)).intoArray(out, at + 3 * L);
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
            WHOLE.cast(fromArray(S, g, gOffset + i)
                            .sub(s)
                            .mul(fromArray(S, y, yOffset + i))
                            .mul(f))
                    .intoArray(out, outOffset + i);
        }
        super.productOfShifted(g, gOffset + i, shift, y, yOffset + i, factor, out, outOffset + i, n - i);
    }

    @Override
    public void minusExp(
            float[] g, int gOffset, float[] y, int yOffset, double factor, float[] out, int outOffset, int n) {
        // The bits of negative numbers grow as integers towards −∞; positive ones are above them, and so is every NaN.
        int bound = S.loopBound(n);
        IntVector most = IntVector.broadcast(INTS, Integer.MIN_VALUE);
        for (int i = 0; i < bound; i += L) {
            most = fromArray(S, y, yOffset + i).reinterpretAsInts().max(most);
        }
        int lowest = IntVector.broadcast(INTS, Integer.MIN_VALUE).max(most).reduceLanes(VectorOperators.MAX);
        for (int i = bound; i < n; i++) {
            lowest = Math.max(lowest, Float.floatToRawIntBits(y[yOffset + i]));
        }
        if (lowest > LOWEST_NORMAL_BITS || out == g) {
            minusExpOfAny(g, gOffset, y, yOffset, factor, out, outOffset, n);
            return;
        }
        expOfShifted(y, yOffset, 1, 0, out, outOffset, n);
        addProduct(out, outOffset, (float) -factor, g, gOffset, n);
    }

    /** {@code x = x·factor + g}. */
    private static void addProduct(float[] x, int offset, float factor, float[] g, int gOffset, int n) {
        FloatVector f = broadcast(S, factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, offset + i).fma(f, fromArray(S, g, gOffset + i)))
                    .intoArray(x, offset + i);
        }
        for (; i < n; i++) {
            x[offset + i] = Math.fma(x[offset + i], factor, g[gOffset + i]);
        }
    }

    /** With exponentials of any number. */
    private void minusExpOfAny(
            float[] g, int gOffset, float[] y, int yOffset, double factor, float[] out, int outOffset, int n) {
        FloatVector f = broadcast(S, (float) -factor);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(VectorMath.exp(fromArray(S, y, yOffset + i)).fma(f, fromArray(S, g, gOffset + i)))
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
            WHOLE.cast(fromArray(S, x, xOffset + i).sub(a).sub(b)).intoArray(y, yOffset + i);
        }
        super.minusBoth(x, xOffset + i, first, second, y, yOffset + i, n - i);
    }

    @Override
    public void scaleAdd(float[] x, int xOffset, double scale, float[] b, int bOffset, float[] y, int yOffset, int n) {
        FloatVector a = broadcast(S, (float) scale);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i).fma(a, fromArray(S, b, bOffset + i)))
                    .intoArray(y, yOffset + i);
        }
        super.scaleAdd(x, xOffset + i, scale, b, bOffset + i, y, yOffset + i, n - i);
    }
}
