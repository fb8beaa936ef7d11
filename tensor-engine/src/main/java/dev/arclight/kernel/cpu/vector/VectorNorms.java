package dev.arclight.kernel.cpu.vector;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.arclight.kernel.cpu.FloatNorms;
import dev.arclight.kernel.cpu.Norms;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Norms} of floats on vectors, bit for bit what {@link FloatNorms} gives.
 *
 * <p>Sums keep 16 lanes: where the hardware has 8 or 4, a block is walked two or four times, each time over some of the
 * lanes. A vector that comes out of a loop is only ever an argument of a method of a fresh one.
 */
public final class VectorNorms extends FloatNorms {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    /** The class of its vectors, told before they are stored; see {@link GemmFloatVector}. */
    private static final Class<FloatVector> WHOLE = GemmFloatVector.WHOLE;

    @Override
    public double squares(float[] x, int xOffset, double mean, int n) {
        float m = (float) mean;
        double total = 0;
        float[] lanes = VectorLaneSums.lanesOfThread();
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            float sum = 0;
            if (whole > 0) {
                for (int first = 0; first < LANES; first += L) {
                    squares(x, xOffset + start + first, m, whole, lanes, first);
                }
                sum = VectorLaneSums.join(lanes);
            }
            total += FloatNorms.squaresTail(x, xOffset + start, m, whole, length, sum);
        }
        return total;
    }

    private static void squares(float[] x, int xOffset, float mean, int n, float[] lanes, int first) {
        FloatVector m = broadcast(S, mean);
        FloatVector one = broadcast(S, 1f);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int i = xOffset;
        int end = xOffset + n;
        for (; i + 4 * LANES <= end; i += 4 * LANES) {
            FloatVector d0 = fromArray(S, x, i).sub(m);
            FloatVector d1 = fromArray(S, x, i + LANES).sub(m);
            FloatVector d2 = fromArray(S, x, i + 2 * LANES).sub(m);
            FloatVector d3 = fromArray(S, x, i + 3 * LANES).sub(m);
            s0 = d0.fma(d0, s0);
            s1 = d1.fma(d1, s1);
            s2 = d2.fma(d2, s2);
            s3 = d3.fma(d3, s3);
        }
        if (i < end) {
            FloatVector d = fromArray(S, x, i).sub(m);
            s0 = d.fma(d, s0);
        }
        if (i + LANES < end) {
            FloatVector d = fromArray(S, x, i + LANES).sub(m);
            s1 = d.fma(d, s1);
        }
        if (i + 2 * LANES < end) {
            FloatVector d = fromArray(S, x, i + 2 * LANES).sub(m);
            s2 = d.fma(d, s2);
        }
        WHOLE.cast(one.mul(s0).add(s1).add(one.mul(s2).add(s3))).intoArray(lanes, first);
    }

    @Override
    public void normalize(
            float[] x,
            int xOffset,
            double mean,
            double rstd,
            float[] weight,
            int weightOffset,
            float[] bias,
            int biasOffset,
            float[] y,
            int yOffset,
            int n) {
        FloatVector m = broadcast(S, (float) mean);
        FloatVector r = broadcast(S, (float) rstd);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i)
                            .sub(m)
                            .mul(r)
                            .fma(fromArray(S, weight, weightOffset + i), fromArray(S, bias, biasOffset + i)))
                    .intoArray(y, yOffset + i);
        }
        super.normalize(
                x, xOffset + i, mean, rstd, weight, weightOffset + i, bias, biasOffset + i, y, yOffset + i, n - i);
    }

    @Override
    public void gradSums(
            float[] g,
            int gOffset,
            float[] x,
            int xOffset,
            double mean,
            float[] weight,
            int weightOffset,
            int n,
            double[] sums) {
        float m = (float) mean;
        double total = 0;
        double products = 0;
        float[] lanes = VectorLaneSums.lanes();
        float[] productLanes = VectorLaneSums.lanes();
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            int p = gOffset + start;
            int q = xOffset + start;
            int w = weightOffset + start;
            float sum = 0;
            float product = 0;
            if (whole > 0) {
                for (int first = 0; first < LANES; first += L) {
                    rowSums(g, p + first, x, q + first, m, weight, w + first, whole, lanes, productLanes, first);
                }
                sum = VectorLaneSums.join(lanes);
                product = VectorLaneSums.join(productLanes);
            }
            for (int i = whole; i < length; i++) {
                float gi = g[p + i] * weight[w + i];
                sum += gi;
                product = Math.fma(gi, x[q + i] - m, product);
            }
            total += sum;
            products += product;
        }
        sums[0] = total;
        sums[1] = products;
    }

    private static void rowSums(
            float[] g,
            int p,
            float[] x,
            int q,
            float mean,
            float[] weight,
            int w,
            int n,
            float[] lanes,
            float[] productLanes,
            int first) {
        FloatVector m = broadcast(S, mean);
        FloatVector one = broadcast(S, 1f);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector t0 = FloatVector.zero(S);
        FloatVector t1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            FloatVector g0 = fromArray(S, g, p + i).mul(fromArray(S, weight, w + i));
            FloatVector g1 = fromArray(S, g, p + i + LANES).mul(fromArray(S, weight, w + i + LANES));
            s0 = g0.add(s0);
            s1 = g1.add(s1);
            t0 = g0.fma(fromArray(S, x, q + i).sub(m), t0);
            t1 = g1.fma(fromArray(S, x, q + i + LANES).sub(m), t1);
        }
        if (i < n) {
            FloatVector g0 = fromArray(S, g, p + i).mul(fromArray(S, weight, w + i));
            s0 = g0.add(s0);
            t0 = g0.fma(fromArray(S, x, q + i).sub(m), t0);
        }
        WHOLE.cast(one.mul(s0).add(s1)).intoArray(lanes, first);
        WHOLE.cast(one.mul(t0).add(t1)).intoArray(productLanes, first);
    }

    @Override
    public void grad(
            float[] g,
            int gOffset,
            float[] x,
            int xOffset,
            double mean,
            double rstd,
            float[] weight,
            int weightOffset,
            double slope,
            double shift,
            float[] out,
            int outOffset,
            float[] weightSums,
            float[] biasSums,
            int sumsOffset,
            int n) {
        FloatVector m = broadcast(S, (float) mean);
        FloatVector r = broadcast(S, (float) rstd);
        FloatVector c1 = broadcast(S, (float) slope);
        FloatVector c0 = broadcast(S, (float) shift);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector d = fromArray(S, x, xOffset + i).sub(m);
            FloatVector gi = fromArray(S, g, gOffset + i);
            WHOLE.cast(gi.fma(d.mul(r), fromArray(S, weightSums, sumsOffset + i)))
                    .intoArray(weightSums, sumsOffset + i);
            WHOLE.cast(fromArray(S, biasSums, sumsOffset + i).add(gi)).intoArray(biasSums, sumsOffset + i);
            WHOLE.cast(gi.mul(fromArray(S, weight, weightOffset + i)).fma(r, d.fma(c1, c0)))
                    .intoArray(out, outOffset + i);
        }
        super.grad(
                g,
                gOffset + i,
                x,
                xOffset + i,
                mean,
                rstd,
                weight,
                weightOffset + i,
                slope,
                shift,
                out,
                outOffset + i,
                weightSums,
                biasSums,
                sumsOffset + i,
                n - i);
    }

    @Override
    public void scale(float[] x, int xOffset, double mean, double scale, double shift, float[] y, int yOffset, int n) {
        FloatVector m = broadcast(S, (float) mean);
        FloatVector a = broadcast(S, (float) scale);
        FloatVector b = broadcast(S, (float) shift);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i).sub(m).fma(a, b)).intoArray(y, yOffset + i);
        }
        super.scale(x, xOffset + i, mean, scale, shift, y, yOffset + i, n - i);
    }

    @Override
    public void segmentSums(float[] g, int gOffset, float[] x, int xOffset, double mean, int n, double[] sums) {
        float m = (float) mean;
        double total = 0;
        double products = 0;
        float[] lanes = VectorLaneSums.lanes();
        float[] productLanes = VectorLaneSums.lanes();
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = length & -LANES;
            int p = gOffset + start;
            int q = xOffset + start;
            float sum = 0;
            float product = 0;
            if (whole > 0) {
                for (int first = 0; first < LANES; first += L) {
                    planeSums(g, p + first, x, q + first, m, whole, lanes, productLanes, first);
                }
                sum = VectorLaneSums.join(lanes);
                product = VectorLaneSums.join(productLanes);
            }
            for (int i = whole; i < length; i++) {
                float gi = g[p + i];
                sum += gi;
                product = Math.fma(gi, x[q + i] - m, product);
            }
            total += sum;
            products += product;
        }
        sums[0] = total;
        sums[1] = products;
    }

    private static void planeSums(
            float[] g, int p, float[] x, int q, float mean, int n, float[] lanes, float[] productLanes, int first) {
        FloatVector m = broadcast(S, mean);
        FloatVector one = broadcast(S, 1f);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector t0 = FloatVector.zero(S);
        FloatVector t1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * LANES <= n; i += 2 * LANES) {
            FloatVector g0 = fromArray(S, g, p + i);
            FloatVector g1 = fromArray(S, g, p + i + LANES);
            s0 = g0.add(s0);
            s1 = g1.add(s1);
            t0 = g0.fma(fromArray(S, x, q + i).sub(m), t0);
            t1 = g1.fma(fromArray(S, x, q + i + LANES).sub(m), t1);
        }
        if (i < n) {
            FloatVector g0 = fromArray(S, g, p + i);
            s0 = g0.add(s0);
            t0 = g0.fma(fromArray(S, x, q + i).sub(m), t0);
        }
        WHOLE.cast(one.mul(s0).add(s1)).intoArray(lanes, first);
        WHOLE.cast(one.mul(t0).add(t1)).intoArray(productLanes, first);
    }

    @Override
    public void segmentGrad(
            float[] g,
            int gOffset,
            float[] x,
            int xOffset,
            double mean,
            double scale,
            double slope,
            double shift,
            float[] out,
            int outOffset,
            int n) {
        FloatVector m = broadcast(S, (float) mean);
        FloatVector a = broadcast(S, (float) scale);
        FloatVector c1 = broadcast(S, (float) slope);
        FloatVector c0 = broadcast(S, (float) shift);
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector d = fromArray(S, x, xOffset + i).sub(m);
            WHOLE.cast(fromArray(S, g, gOffset + i).fma(a, d.fma(c1, c0))).intoArray(out, outOffset + i);
        }
        super.segmentGrad(g, gOffset + i, x, xOffset + i, mean, scale, slope, shift, out, outOffset + i, n - i);
    }

    @Override
    public void addSquares(float[] x, int xOffset, float[] mean, float[] sums, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector d = fromArray(S, x, xOffset + i).sub(fromArray(S, mean, i));
            WHOLE.cast(d.fma(d, fromArray(S, sums, i))).intoArray(sums, i);
        }
        FloatNorms.addSquares(x, xOffset, mean, sums, i, n);
    }

    @Override
    public void scaleColumns(
            float[] x, int xOffset, float[] mean, float[] scale, float[] shift, float[] y, int yOffset, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            WHOLE.cast(fromArray(S, x, xOffset + i)
                            .sub(fromArray(S, mean, i))
                            .fma(fromArray(S, scale, i), fromArray(S, shift, i)))
                    .intoArray(y, yOffset + i);
        }
        FloatNorms.scaleColumns(x, xOffset, mean, scale, shift, y, yOffset, i, n);
    }

    @Override
    public void addGradSums(
            float[] g, int gOffset, float[] x, int xOffset, float[] mean, float[] sums, float[] products, int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector gi = fromArray(S, g, gOffset + i);
            FloatVector d = fromArray(S, x, xOffset + i).sub(fromArray(S, mean, i));
            WHOLE.cast(fromArray(S, sums, i).add(gi)).intoArray(sums, i);
            WHOLE.cast(gi.fma(d, fromArray(S, products, i))).intoArray(products, i);
        }
        FloatNorms.addGradSums(g, gOffset, x, xOffset, mean, sums, products, i, n);
    }

    @Override
    public void gradColumns(
            float[] g,
            int gOffset,
            float[] x,
            int xOffset,
            float[] mean,
            float[] scale,
            float[] slope,
            float[] shift,
            float[] out,
            int outOffset,
            int n) {
        int bound = S.loopBound(n);
        int i = 0;
        for (; i < bound; i += L) {
            FloatVector d = fromArray(S, x, xOffset + i).sub(fromArray(S, mean, i));
            WHOLE.cast(fromArray(S, g, gOffset + i)
                            .fma(fromArray(S, scale, i), d.fma(fromArray(S, slope, i), fromArray(S, shift, i))))
                    .intoArray(out, outOffset + i);
        }
        FloatNorms.gradColumns(g, gOffset, x, xOffset, mean, scale, slope, shift, out, outOffset, i, n);
    }
}
