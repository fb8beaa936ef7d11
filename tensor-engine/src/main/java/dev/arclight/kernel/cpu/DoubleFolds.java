package dev.arclight.kernel.cpu;

import java.util.Arrays;

/** The {@link Fold}s of doubles; sums run over blocks of rows, so that an element takes part in few roundings. */
public final class DoubleFolds {
    /** Rows that are added in a row before their sum joins the total. */
    private static final int BLOCK = 256;

    private static final double SMALL_SQUARE = 1e-290;

    /** Maps a span of a row into scratch memory. */
    @FunctionalInterface
    private interface Map {
        void run(double[] in, int offset, double[] out, int outOffset, int n);
    }

    private DoubleFolds() {}

    /** In the order of the sum of a span, whatever the width; with a width of 1, elements may be any distance apart. */
    public static void sum(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        if (width == 1) {
            out[outOffset] = Reduce.sum(in, offset, n, stride);
            return;
        }
        // In the order of the sum of a span.
        double[] chains = new double[4 * width];
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int from = 0; from < n; from += Reduce.DOUBLE_BLOCK) {
            int m = Math.min(Reduce.DOUBLE_BLOCK, n - from);
            Arrays.fill(chains, 0);
            for (int i = 0; i < m; i++) {
                int chain = i < (m & -4) ? (i & 3) * width : 0;
                int row = offset + (from + i) * stride;
                for (int j = 0; j < width; j++) {
                    chains[chain + j] += in[row + j];
                }
            }
            for (int j = 0; j < width; j++) {
                double first = chains[j] + chains[width + j];
                out[outOffset + j] += first + (chains[2 * width + j] + chains[3 * width + j]);
            }
        }
    }

    public static void product(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        Arrays.fill(out, outOffset, outOffset + width, 1);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] *= in[row + j];
            }
        }
    }

    public static void max(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        System.arraycopy(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.max(out[outOffset + j], in[row + j]);
            }
        }
    }

    public static void min(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        System.arraycopy(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.min(out[outOffset + j], in[row + j]);
            }
        }
    }

    /** As {@link FloatFolds#logSumExp}. */
    public static void logSumExp(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        if (n == 0) {
            Arrays.fill(out, outOffset, outOffset + width, Double.NEGATIVE_INFINITY);
            return;
        }
        double[] shift = new double[width];
        max(in, offset, n, stride, width, shift, 0);
        for (int j = 0; j < width; j++) {
            shift[j] = Double.isInfinite(shift[j]) ? 0 : shift[j];
        }
        double[] sums = new double[width];
        blocks(in, offset, n, stride, width, sums, (x, at, y, to, m) -> {
            int step = width == 1 ? 0 : 1;
            for (int i = 0; i < m; i++) {
                y[to + i] = Math.exp(x[at + i] - shift[i * step]);
            }
        });
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = shift[j] + Math.log(sums[j]);
        }
    }

    public static void norm1(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        double[] sums = new double[width];
        blocks(in, offset, n, stride, width, sums, DoubleFolds::abs);
        System.arraycopy(sums, 0, out, outOffset, width);
    }

    /** As {@link FloatFolds#norm2}. */
    public static void norm2(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        double[] sums = new double[width];
        blocks(in, offset, n, stride, width, sums, DoubleFolds::square);
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = sums[j] > SMALL_SQUARE && sums[j] < Double.POSITIVE_INFINITY
                    ? Math.sqrt(sums[j])
                    : scaledNorm(in, offset + j, n, stride);
        }
    }

    private static double scaledNorm(double[] in, int offset, int n, int stride) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(in[offset + i * stride]));
        }
        if (largest == 0 || !(largest < Double.POSITIVE_INFINITY)) {
            return largest;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double x = in[offset + i * stride] / largest;
            sum += x * x;
        }
        return largest * Math.sqrt(sum);
    }

    public static void normMax(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        abs(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.max(out[outOffset + j], Math.abs(in[row + j]));
            }
        }
    }

    public static void normMin(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        abs(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.min(out[outOffset + j], Math.abs(in[row + j]));
            }
        }
    }

    public static void norm0(double[] in, int offset, int n, int stride, int width, double[] out, int outOffset) {
        long[] counts = new long[width];
        Counts.doubles(in, offset, n, stride, width, counts, 0);
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = counts[j];
        }
    }

    /** As {@link FloatFolds#norm}. */
    public static Fold<double[], double[]> norm(double p) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            double[] sums = new double[width];
            blocks(in, offset, n, stride, width, sums, (x, at, y, to, m) -> {
                for (int i = 0; i < m; i++) {
                    y[to + i] = Math.pow(Math.abs(x[at + i]), p);
                }
            });
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.pow(sums[j], 1 / p);
            }
        };
    }

    /** As {@link FloatFolds#variance}. */
    public static Fold<double[], double[]> variance(double correction, boolean root) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            double freedom = Math.max(0, n - correction);
            int step = width == 1 ? 0 : 1;
            double[] means = new double[width];
            sum(in, offset, n, stride, width, means, 0);
            for (int j = 0; j < width; j++) {
                means[j] /= n;
            }
            double[] squares = new double[width];
            blocks(in, offset, n, stride, width, squares, (x, at, y, to, m) -> {
                for (int i = 0; i < m; i++) {
                    double distance = x[at + i] - means[i * step];
                    y[to + i] = distance * distance;
                }
            });
            for (int j = 0; j < width; j++) {
                double variance = squares[j] / freedom;
                out[outOffset + j] = root ? Math.sqrt(variance) : variance;
            }
        };
    }

    private static void abs(double[] in, int offset, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = Math.abs(in[offset + i]);
        }
    }

    private static void square(double[] in, int offset, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = in[offset + i] * in[offset + i];
        }
    }

    /** Adds up what {@code map} makes of the rows, block by block. */
    private static void blocks(double[] in, int offset, int n, int stride, int width, double[] sums, Map map) {
        int rows = width == 1 ? Math.min(n, 1024) : Math.min(n, BLOCK);
        double[] scratch = new double[width == 1 ? rows : width];
        double[] partial = new double[width];
        for (int from = 0; from < n; from += rows) {
            int m = Math.min(rows, n - from);
            if (width == 1) {
                map.run(in, offset + from, scratch, 0, m);
                sums[0] += Reduce.sum(scratch, 0, m);
                continue;
            }
            Arrays.fill(partial, 0);
            for (int i = from; i < from + m; i++) {
                map.run(in, offset + i * stride, scratch, 0, width);
                for (int j = 0; j < width; j++) {
                    partial[j] += scratch[j];
                }
            }
            for (int j = 0; j < width; j++) {
                sums[j] += partial[j];
            }
        }
    }
}
