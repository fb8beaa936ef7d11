package dev.arclight.spark.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The example-weighted mean of what partitions have learnt, and the greatest of what they have counted.
 *
 * <p>Floating-point addition does not associate, so the sum is taken along {@link FixedTree}. The result depends neither on
 * the order in which tasks finish nor on how the tree is cut into stages, nor on whether arrays are averaged whole or in
 * pieces: the bits are the same. A partition that learnt nothing is not in the tree, and the mean of one is that one.
 */
final class Averaging {
    private Averaging() {}

    /** The mean, or empty if nobody contributed. The order of the list does not matter. */
    static Optional<Contribution> merge(List<Contribution> contributions) {
        FixedTree<Contribution> tree = new FixedTree<>(Averaging::mean);
        contributions.stream()
                .sorted(Comparator.comparingInt(Contribution::partition))
                .forEach(contribution -> tree.add(contribution.partition(), contribution));
        return tree.result();
    }

    private static Contribution mean(Contribution a, Contribution b) {
        if (a.isFailed() || b.isFailed()) {
            return a.isFailed() ? a : b;
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

    static float[] mean(float[] a, double shareOfA, float[] b, double shareOfB) {
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
