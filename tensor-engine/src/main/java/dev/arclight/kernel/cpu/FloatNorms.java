package dev.arclight.kernel.cpu;

/**
 * {@link Norms} of floats as plain loops: for JVMs without the Vector API, for what is left over by vectors, and as the
 * oracle of tests.
 */
public class FloatNorms implements Norms<float[]> {
    @SuppressWarnings("unchecked") // The class that is named implements Norms of float arrays.
    static final Norms<float[]> CHOSEN = VectorSupport.choose(
            (Class<Norms<float[]>>) (Class<?>) Norms.class,
            "dev.arclight.kernel.cpu.vector.VectorNorms",
            FloatNorms::new);

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
    public void drain(float[] sums, int sumsOffset, double[] totals, int offset, int n) {
        for (int i = 0; i < n; i++) {
            totals[offset + i] += sums[sumsOffset + i];
            sums[sumsOffset + i] = 0;
        }
    }

    @Override
    public void sumColumns(float[] x, int xOffset, int rows, int width, double[] totals) {
        float[] sums = new float[width];
        Reduce.FLOATS.sumColumns(x, xOffset, rows, width, sums, 0);
        for (int j = 0; j < width; j++) {
            totals[j] = sums[j];
        }
    }

    @Override
    public double sum(float[] x, int xOffset, int n) {
        return Reduce.FLOATS.sum(x, xOffset, n);
    }

    @Override
    public double squares(float[] x, int xOffset, double mean, int n) {
        float m = (float) mean;
        double total = 0;
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int at = xOffset + start;
            int whole = LaneSums.whole(length);
            float[] lanes = new float[4 * LANES];
            for (int i = 0; i < whole; i++) {
                float d = x[at + i] - m;
                lanes[i & 63] = Math.fma(d, d, lanes[i & 63]);
            }
            total += squaresTail(x, at, m, whole, length, LaneSums.join(lanes));
        }
        return total;
    }

    /** The elements of a block from {@code from} on, added to {@code sum}. */
    public static float squaresTail(float[] x, int xOffset, float mean, int from, int n, float sum) {
        float s = sum;
        for (int i = from; i < n; i++) {
            float d = x[xOffset + i] - mean;
            s = Math.fma(d, d, s);
        }
        return s;
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
        float m = (float) mean;
        float r = (float) rstd;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.fma((x[xOffset + i] - m) * r, weight[weightOffset + i], bias[biasOffset + i]);
        }
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
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = LaneSums.whole(length);
            float[] lanes = new float[2 * LANES];
            float[] productLanes = new float[2 * LANES];
            for (int i = 0; i < whole; i++) {
                float gw = g[gOffset + start + i] * weight[weightOffset + start + i];
                lanes[i & 31] += gw;
                productLanes[i & 31] = Math.fma(gw, x[xOffset + start + i] - m, productLanes[i & 31]);
            }
            float sum = LaneSums.join(lanes);
            float product = LaneSums.join(productLanes);
            for (int i = whole; i < length; i++) {
                float gw = g[gOffset + start + i] * weight[weightOffset + start + i];
                sum += gw;
                product = Math.fma(gw, x[xOffset + start + i] - m, product);
            }
            total += sum;
            products += product;
        }
        sums[0] = total;
        sums[1] = products;
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
        float m = (float) mean;
        float r = (float) rstd;
        float c1 = (float) slope;
        float c0 = (float) shift;
        for (int i = 0; i < n; i++) {
            float d = x[xOffset + i] - m;
            float gi = g[gOffset + i];
            weightSums[sumsOffset + i] = Math.fma(gi, d * r, weightSums[sumsOffset + i]);
            biasSums[sumsOffset + i] += gi;
            out[outOffset + i] = Math.fma(gi * weight[weightOffset + i], r, Math.fma(d, c1, c0));
        }
    }

    @Override
    public void scale(float[] x, int xOffset, double mean, double scale, double shift, float[] y, int yOffset, int n) {
        float m = (float) mean;
        float a = (float) scale;
        float b = (float) shift;
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.fma(x[xOffset + i] - m, a, b);
        }
    }

    @Override
    public void segmentSums(float[] g, int gOffset, float[] x, int xOffset, double mean, int n, double[] sums) {
        float m = (float) mean;
        double total = 0;
        double products = 0;
        for (int start = 0; start < n; start += BLOCK) {
            int length = Math.min(BLOCK, n - start);
            int whole = LaneSums.whole(length);
            float[] lanes = new float[2 * LANES];
            float[] productLanes = new float[2 * LANES];
            for (int i = 0; i < whole; i++) {
                float gi = g[gOffset + start + i];
                lanes[i & 31] += gi;
                productLanes[i & 31] = Math.fma(gi, x[xOffset + start + i] - m, productLanes[i & 31]);
            }
            float sum = LaneSums.join(lanes);
            float product = LaneSums.join(productLanes);
            for (int i = whole; i < length; i++) {
                float gi = g[gOffset + start + i];
                sum += gi;
                product = Math.fma(gi, x[xOffset + start + i] - m, product);
            }
            total += sum;
            products += product;
        }
        sums[0] = total;
        sums[1] = products;
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
        float m = (float) mean;
        float a = (float) scale;
        float c1 = (float) slope;
        float c0 = (float) shift;
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = Math.fma(g[gOffset + i], a, Math.fma(x[xOffset + i] - m, c1, c0));
        }
    }

    @Override
    public void addSquares(float[] x, int xOffset, float[] mean, float[] sums, int n) {
        addSquares(x, xOffset, mean, sums, 0, n);
    }

    /** The elements from {@code from} on. */
    public static void addSquares(float[] x, int xOffset, float[] mean, float[] sums, int from, int n) {
        for (int i = from; i < n; i++) {
            float d = x[xOffset + i] - mean[i];
            sums[i] = Math.fma(d, d, sums[i]);
        }
    }

    @Override
    public void scaleColumns(
            float[] x, int xOffset, float[] mean, float[] scale, float[] shift, float[] y, int yOffset, int n) {
        scaleColumns(x, xOffset, mean, scale, shift, y, yOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    public static void scaleColumns(
            float[] x,
            int xOffset,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] y,
            int yOffset,
            int from,
            int n) {
        for (int i = from; i < n; i++) {
            y[yOffset + i] = Math.fma(x[xOffset + i] - mean[i], scale[i], shift[i]);
        }
    }

    @Override
    public void addGradSums(
            float[] g, int gOffset, float[] x, int xOffset, float[] mean, float[] sums, float[] products, int n) {
        addGradSums(g, gOffset, x, xOffset, mean, sums, products, 0, n);
    }

    /** The elements from {@code from} on. */
    public static void addGradSums(
            float[] g,
            int gOffset,
            float[] x,
            int xOffset,
            float[] mean,
            float[] sums,
            float[] products,
            int from,
            int n) {
        for (int i = from; i < n; i++) {
            float gi = g[gOffset + i];
            sums[i] += gi;
            products[i] = Math.fma(gi, x[xOffset + i] - mean[i], products[i]);
        }
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
        gradColumns(g, gOffset, x, xOffset, mean, scale, slope, shift, out, outOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    public static void gradColumns(
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
            int from,
            int n) {
        for (int i = from; i < n; i++) {
            out[outOffset + i] =
                    Math.fma(g[gOffset + i], scale[i], Math.fma(x[xOffset + i] - mean[i], slope[i], shift[i]));
        }
    }
}
