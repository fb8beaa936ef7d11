package dev.arclight.log;

import dev.arclight.tensor.ArclightException;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Counts of values in the buckets that TensorBoard's own writers use: each a tenth wider than the one before. */
final class Histogram {
    /** Right ends of the buckets but for the first number, which is the left end of the first. */
    private static final double[] EDGES = edges();

    private final double min;
    private final double max;
    private final double sum;
    private final double sumOfSquares;
    private final int n;
    private final double[] limits;
    private final double[] counts;

    /** @throws ArclightException if there are no values, or one is not finite */
    Histogram(String tag, double[] values) {
        if (values.length == 0) {
            throw new ArclightException("addHistogram: '" + tag + "' has no values");
        }
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new ArclightException("addHistogram: '" + tag + "' holds NaN or infinity, which have no bucket");
        }
        n = values.length;
        min = Arrays.stream(values).min().orElseThrow();
        max = Arrays.stream(values).max().orElseThrow();
        sum = Arrays.stream(values).sum();
        sumOfSquares = Arrays.stream(values).map(x -> x * x).sum();
        double[] all = new double[EDGES.length - 1];
        for (double value : values) {
            int at = Arrays.binarySearch(EDGES, value);
            int bucket = at >= 0 ? at : -at - 2;
            if (bucket >= 0 && bucket < all.length) {
                all[bucket]++;
            }
        }
        int first = 0;
        int last = all.length - 1;
        while (first < last && all[first] == 0) {
            first++;
        }
        while (last > first && all[last] == 0) {
            last--;
        }
        // An empty bucket before the first says where that begins.
        int from = Math.max(0, first - 1);
        counts = Arrays.copyOfRange(all, from, last + 1);
        limits = Arrays.copyOfRange(EDGES, from + 1, last + 2);
    }

    Message toMessage() {
        return new Message()
                .put(1, min)
                .put(2, max)
                .put(3, (double) n)
                .put(4, sum)
                .put(5, sumOfSquares)
                .putPacked(6, limits)
                .putPacked(7, counts);
    }

    private static double[] edges() {
        DoubleStream.Builder positive = DoubleStream.builder();
        for (double edge = 1e-12; edge < 1e20; edge *= 1.1) {
            positive.add(edge);
        }
        double[] right = positive.build().toArray();
        double[] edges = new double[2 * right.length + 1];
        for (int i = 0; i < right.length; i++) {
            edges[right.length + 1 + i] = right[i];
            edges[right.length - 1 - i] = -right[i];
        }
        return edges;
    }
}
