package dev.arclight.data.transforms;

import java.util.Arrays;

/**
 * Sizes changed as Pillow does: a row of the result is a weighted sum of rows of the picture, the weights those of a filter
 * as wide as what a pixel of the result covers. First along rows, then along columns. Bytes are summed in whole numbers with
 * 22 binary places and rounded after each of the two, to the same bits as Pillow's.
 */
final class Resampling {
    /** Binary places of weights: what an int leaves beside eight bits of the value and two for sums above 1. */
    private static final int PLACES = 32 - 8 - 2;

    private final int[] first;
    private final int[] count;

    /** A row of weights for each place of the result, of one length. */
    private final double[] weights;

    private final int width;
    private final int size;

    /**
     * @param antialias whether the filter widens when the picture shrinks
     * @param sharpness the free number of cubic filters
     */
    private Resampling(int from, int to, InterpolationMode mode, boolean antialias, double sharpness) {
        double scale = (double) from / to;
        double widening = antialias ? Math.max(scale, 1) : 1;
        double reach = (mode == InterpolationMode.BICUBIC ? 2 : 1) * widening;
        size = to;
        width = (int) Math.ceil(reach) * 2 + 1;
        first = new int[to];
        count = new int[to];
        weights = new double[to * width];
        for (int i = 0; i < to; i++) {
            double center = (i + 0.5) * scale;
            int start = (int) Math.floor(center - reach + 0.5);
            int end = (int) Math.floor(center + reach + 0.5);
            int least = Math.max(0, Math.min(from - 1, start));
            int most = Math.min(from, end);
            double sum = 0;
            for (int j = start; j < end; j++) {
                int at = Math.max(0, Math.min(from - 1, j));
                if (at != j && antialias) {
                    continue;
                }
                double distance = Math.abs((j - center + 0.5) * (1 / widening));
                double weight =
                        mode == InterpolationMode.BICUBIC ? cubic(distance, sharpness) : Math.max(0, 1 - distance);
                weights[i * width + at - least] += weight;
                sum += weight;
            }
            for (int j = 0; j < most - least; j++) {
                weights[i * width + j] /= sum;
            }
            first[i] = least;
            count[i] = most - least;
        }
    }

    /** No fewer than the weights from one length to another, whatever the filter. */
    static double weights(long from, long to) {
        return 4.0 * from + 7.0 * to;
    }

    /** Keys, "Cubic convolution interpolation for digital image processing", 1981. */
    private static double cubic(double x, double a) {
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    static Resampling pillow(int from, int to, InterpolationMode mode) {
        return new Resampling(from, to, mode, true, -0.5);
    }

    /** PyTorch's cubic filter is another one where it does not widen, and there pixels at the edge stand for those beyond. */
    static Resampling torch(int from, int to, InterpolationMode mode, boolean antialias) {
        return new Resampling(from, to, mode, antialias, antialias ? -0.5 : -0.75);
    }

    private int[] whole() {
        int[] whole = new int[weights.length];
        for (int i = 0; i < whole.length; i++) {
            double scaled = weights[i] * (1 << PLACES);
            whole[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return whole;
    }

    private static byte rounded(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> PLACES));
    }

    /** Along rows: {@code rows} of {@code length} bytes become rows of this size. */
    byte[] alongRows(byte[] from, int rows, int length) {
        int[] whole = whole();
        byte[] to = new byte[rows * size];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
                int sum = 1 << PLACES - 1;
                int at = row * length + first[i];
                int weight = i * width;
                for (int j = 0; j < count[i]; j++) {
                    sum += (from[at + j] & 0xff) * whole[weight + j];
                }
                to[row * size + i] = rounded(sum);
            }
        }
        return to;
    }

    /** Along columns of planes of {@code rows} × {@code length}. */
    byte[] alongColumns(byte[] from, int planes, int rows, int length) {
        int[] whole = whole();
        byte[] to = new byte[planes * size * length];
        int[] sums = new int[length];
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < size; i++) {
                Arrays.fill(sums, 1 << PLACES - 1);
                for (int j = 0; j < count[i]; j++) {
                    add(from, (plane * rows + first[i] + j) * length, whole[i * width + j], sums);
                }
                int into = (plane * size + i) * length;
                for (int x = 0; x < length; x++) {
                    to[into + x] = rounded(sums[x]);
                }
            }
        }
        return to;
    }

    private static void add(byte[] from, int at, int weight, int[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += (from[at + x] & 0xff) * weight;
        }
    }

    float[] alongRows(float[] from, int rows, int length) {
        float[] to = new float[rows * size];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < size; i++) {
                double sum = 0;
                int at = row * length + first[i];
                int weight = i * width;
                for (int j = 0; j < count[i]; j++) {
                    sum += from[at + j] * weights[weight + j];
                }
                to[row * size + i] = (float) sum;
            }
        }
        return to;
    }

    float[] alongColumns(float[] from, int planes, int rows, int length) {
        float[] to = new float[planes * size * length];
        double[] sums = new double[length];
        for (int plane = 0; plane < planes; plane++) {
            for (int i = 0; i < size; i++) {
                Arrays.fill(sums, 0);
                for (int j = 0; j < count[i]; j++) {
                    add(from, (plane * rows + first[i] + j) * length, weights[i * width + j], sums);
                }
                int into = (plane * size + i) * length;
                for (int x = 0; x < length; x++) {
                    to[into + x] = (float) sums[x];
                }
            }
        }
        return to;
    }

    private static void add(float[] from, int at, double weight, double[] sums) {
        for (int x = 0; x < sums.length; x++) {
            sums[x] += from[at + x] * weight;
        }
    }
}
