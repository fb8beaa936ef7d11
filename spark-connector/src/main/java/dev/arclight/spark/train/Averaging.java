package dev.arclight.spark.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The example-weighted mean of what partitions have learnt, and the greatest of what they have counted.
 *
 * <p>Floating-point addition does not associate, so the sum is taken along one binary tree over the partitions' numbers:
 * its nodes are the ranges {@code [i·2ᵏ, (i + 1)·2ᵏ)}. The result depends neither on the order in which tasks finish nor
 * on how the tree is cut into stages: merging some nodes first and merging those later gives the same bits. A partition
 * that learnt nothing is not in the tree, and the mean of one is that one.
 */
final class Averaging {
    private Averaging() {}

    /** The mean, or empty if nobody contributed. The order of the list does not matter. */
    static Optional<Contribution> merge(List<Contribution> contributions) {
        List<Contribution> sorted = contributions.stream()
                .sorted(Comparator.comparingInt(Contribution::partition))
                .toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(merge(sorted, 0, 1L << Integer.SIZE));
    }

    /** The node over partitions {@code from … from + width - 1}, in which all of {@code sorted} lie. */
    private static Contribution merge(List<Contribution> sorted, long from, long width) {
        if (sorted.size() == 1) {
            return sorted.get(0);
        }
        long middle = from + width / 2;
        int left = 0;
        while (left < sorted.size() && sorted.get(left).partition() < middle) {
            left++;
        }
        if (left == sorted.size()) {
            return merge(sorted, from, width / 2);
        }
        if (left == 0) {
            return merge(sorted, middle, width / 2);
        }
        return mean(
                merge(sorted.subList(0, left), from, width / 2),
                merge(sorted.subList(left, sorted.size()), middle, width / 2));
    }

    private static Contribution mean(Contribution a, Contribution b) {
        if (a.failedStep() != Contribution.NO_FAILURE || b.failedStep() != Contribution.NO_FAILURE) {
            return a.failedStep() != Contribution.NO_FAILURE ? a : b;
        }
        double weight = a.weight() + b.weight();
        float[] values = mean(a.state().values(), a.weight() / weight, b.state().values(), b.weight() / weight);
        long[] counts = greatest(a.state().counts(), b.state().counts());
        return new Contribution(
                a.partition(),
                a.examples() + b.examples(),
                weight,
                a.lossSum() + b.lossSum(),
                Contribution.NO_FAILURE,
                Math.max(a.seconds(), b.seconds()),
                new TrainingState(values, counts));
    }

    private static float[] mean(float[] a, double shareOfA, float[] b, double shareOfB) {
        float[] mean = new float[a.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (shareOfA * a[i] + shareOfB * b[i]);
        }
        return mean;
    }

    private static long[] greatest(long[] a, long[] b) {
        long[] greatest = new long[a.length];
        for (int i = 0; i < greatest.length; i++) {
            greatest[i] = Math.max(a[i], b[i]);
        }
        return greatest;
    }
}
