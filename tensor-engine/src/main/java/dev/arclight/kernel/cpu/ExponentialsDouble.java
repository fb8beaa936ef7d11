package dev.arclight.kernel.cpu;

/** {@link Exponentials} of doubles, as plain loops. */
final class ExponentialsDouble implements Exponentials<double[]> {
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
    public double round(double value) {
        return value;
    }

    @Override
    public void fill(double[] array, int from, int to, double value) {
        java.util.Arrays.fill(array, from, to, value);
    }

    @Override
    public double max(double[] x, int xOffset, int n) {
        return Reduce.max(x, xOffset, n);
    }

    @Override
    public double sum(double[] x, int xOffset, int n) {
        return Reduce.sum(x, xOffset, n);
    }

    @Override
    public double dot(double[] a, int aOffset, double[] b, int bOffset, int n) {
        return Reduce.dot(a, aOffset, b, bOffset, n);
    }

    @Override
    public double expSum(double[] x, int xOffset, double scale, double shift, double[] y, int yOffset, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double e = Math.exp(x[xOffset + i] * scale - shift);
            y[yOffset + i] = e;
            sum += e;
        }
        return sum;
    }

    @Override
    public void expScaled(
            double[] x, int xOffset, double scale, double shift, double factor, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.exp(x[xOffset + i] * scale - shift) * factor;
        }
    }

    @Override
    public void scale(double[] x, int xOffset, double factor, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = x[xOffset + i] * factor;
        }
    }

    @Override
    public void addScaled(double[] x, int xOffset, double factor, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] += x[xOffset + i] * factor;
        }
    }

    @Override
    public void addScaledRows(
            double[] x,
            int xOffset,
            double[] factors,
            int factorsOffset,
            long[] from,
            int fromOffset,
            long[] to,
            int toOffset,
            int count,
            int width,
            double[] out,
            int outOffset) {
        for (int i = 0; i < count; i++) {
            int row = outOffset + (int) to[toOffset + i] * width;
            addScaled(x, xOffset + (int) from[fromOffset + i] * width, factors[factorsOffset + i], out, row, width);
        }
    }

    @Override
    public void productOfShifted(
            double[] g,
            int gOffset,
            double shift,
            double[] y,
            int yOffset,
            double factor,
            double[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (g[gOffset + i] - shift) * y[yOffset + i] * factor;
        }
    }

    @Override
    public void minusExp(
            double[] g, int gOffset, double[] y, int yOffset, double factor, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = g[gOffset + i] - Math.exp(y[yOffset + i]) * factor;
        }
    }

    @Override
    public void minusBoth(double[] x, int xOffset, double first, double second, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = x[xOffset + i] - first - second;
        }
    }

    @Override
    public void scaleAdd(
            double[] x, int xOffset, double scale, double[] b, int bOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = x[xOffset + i] * scale + b[bOffset + i];
        }
    }
}
