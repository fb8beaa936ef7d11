package dev.arclight.kernel.cpu;

/** {@link Norms} of doubles, as plain loops. */
final class NormsDouble implements Norms<double[]> {
    @Override
    public double[] make(int n) {
        return new double[n];
    }

    @Override
    public double get(double[] array, int index) {
        return array[index];
    }

    @Override
    public void set(double[] array, int index, double value) {
        array[index] = value;
    }

    @Override
    public void drain(double[] sums, int sumsOffset, double[] totals, int offset, int n) {
        for (int i = 0; i < n; i++) {
            totals[offset + i] += sums[sumsOffset + i];
            sums[sumsOffset + i] = 0;
        }
    }

    @Override
    public void sumColumns(double[] x, int xOffset, int rows, int width, double[] totals) {
        java.util.Arrays.fill(totals, 0, width, 0);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                totals[j] += x[xOffset + row * width + j];
            }
        }
    }

    @Override
    public double sum(double[] x, int xOffset, int n) {
        return Reduce.sum(x, xOffset, n);
    }

    @Override
    public double squares(double[] x, int xOffset, double mean, int n) {
        double s0 = 0;
        double s1 = 0;
        int i = 0;
        for (; i + 2 <= n; i += 2) {
            double d0 = x[xOffset + i] - mean;
            double d1 = x[xOffset + i + 1] - mean;
            s0 += d0 * d0;
            s1 += d1 * d1;
        }
        for (; i < n; i++) {
            double d = x[xOffset + i] - mean;
            s0 += d * d;
        }
        return s0 + s1;
    }

    @Override
    public void normalize(
            double[] x,
            int xOffset,
            double mean,
            double rstd,
            double[] weight,
            int weightOffset,
            double[] bias,
            int biasOffset,
            double[] y,
            int yOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = (x[xOffset + i] - mean) * rstd * weight[weightOffset + i] + bias[biasOffset + i];
        }
    }

    @Override
    public void gradSums(
            double[] g,
            int gOffset,
            double[] x,
            int xOffset,
            double mean,
            double[] weight,
            int weightOffset,
            int n,
            double[] sums) {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            double gw = g[gOffset + i] * weight[weightOffset + i];
            sum += gw;
            product += gw * (x[xOffset + i] - mean);
        }
        sums[0] = sum;
        sums[1] = product;
    }

    @Override
    public void grad(
            double[] g,
            int gOffset,
            double[] x,
            int xOffset,
            double mean,
            double rstd,
            double[] weight,
            int weightOffset,
            double slope,
            double shift,
            double[] out,
            int outOffset,
            double[] weightSums,
            double[] biasSums,
            int sumsOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            double d = x[xOffset + i] - mean;
            double gi = g[gOffset + i];
            weightSums[sumsOffset + i] += gi * (d * rstd);
            biasSums[sumsOffset + i] += gi;
            out[outOffset + i] = gi * weight[weightOffset + i] * rstd + (d * slope + shift);
        }
    }

    @Override
    public void scale(
            double[] x, int xOffset, double mean, double scale, double shift, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = (x[xOffset + i] - mean) * scale + shift;
        }
    }

    @Override
    public void segmentSums(double[] g, int gOffset, double[] x, int xOffset, double mean, int n, double[] sums) {
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
            sum += g[gOffset + i];
            product += g[gOffset + i] * (x[xOffset + i] - mean);
        }
        sums[0] = sum;
        sums[1] = product;
    }

    @Override
    public void segmentGrad(
            double[] g,
            int gOffset,
            double[] x,
            int xOffset,
            double mean,
            double scale,
            double slope,
            double shift,
            double[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = g[gOffset + i] * scale + ((x[xOffset + i] - mean) * slope + shift);
        }
    }

    @Override
    public void addSquares(double[] x, int xOffset, double[] mean, double[] sums, int n) {
        for (int i = 0; i < n; i++) {
            double d = x[xOffset + i] - mean[i];
            sums[i] += d * d;
        }
    }

    @Override
    public void scaleColumns(
            double[] x, int xOffset, double[] mean, double[] scale, double[] shift, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = (x[xOffset + i] - mean[i]) * scale[i] + shift[i];
        }
    }

    @Override
    public void addGradSums(
            double[] g, int gOffset, double[] x, int xOffset, double[] mean, double[] sums, double[] products, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += g[gOffset + i];
            products[i] += g[gOffset + i] * (x[xOffset + i] - mean[i]);
        }
    }

    @Override
    public void gradColumns(
            double[] g,
            int gOffset,
            double[] x,
            int xOffset,
            double[] mean,
            double[] scale,
            double[] slope,
            double[] shift,
            double[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = g[gOffset + i] * scale[i] + ((x[xOffset + i] - mean[i]) * slope[i] + shift[i]);
        }
    }
}
