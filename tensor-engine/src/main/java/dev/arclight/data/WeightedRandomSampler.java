package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Items drawn in proportion to their weights, as {@code torch.utils.data.WeightedRandomSampler}. Without replacement an
 * item is drawn once, each time in proportion to the weights that are left.
 */
public final class WeightedRandomSampler extends DrawingSampler {
    private final double[] weights;
    private final int numSamples;
    private final boolean replacement;

    /** With replacement. */
    public WeightedRandomSampler(double[] weights, int numSamples) {
        this(weights, numSamples, true, null);
    }

    /**
     * @throws ArclightException if a weight is negative or not finite, none is positive, {@code numSamples} is not positive,
     *     or, without replacement, above the number of positive weights
     */
    public WeightedRandomSampler(double[] weights, int numSamples, boolean replacement, @Nullable Generator generator) {
        super(generator);
        this.weights = weights.clone();
        this.numSamples = RandomSampler.positive(numSamples);
        this.replacement = replacement;
        int usable = 0;
        for (double weight : weights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new ArclightException(
                        "WeightedRandomSampler: weight " + weight + "; weights are finite and not negative");
            }
            usable += weight > 0 ? 1 : 0;
        }
        if (usable == 0 || !replacement && usable < numSamples) {
            throw new ArclightException("WeightedRandomSampler: " + numSamples + " numbers from " + usable
                    + " positive weights" + (replacement ? "" : " without replacement") + "; there are too few");
        }
    }

    @Override
    public int size() {
        return numSamples;
    }

    @Override
    PrimitiveIterator.OfInt draw(Generator from) {
        return replacement ? repeated(from) : once(from);
    }

    private PrimitiveIterator.OfInt repeated(Generator from) {
        double[] sums = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += weights[i];
            sums[i] = sum;
        }
        double total = sum;
        return Draws.of(numSamples, () -> {
            double point = from.nextDouble() * total;
            int found = Arrays.binarySearch(sums, point);
            // A sum belongs to the next interval; intervals of weight 0 are empty, and rounding may reach the last sum.
            int at = found < 0 ? -found - 1 : found + 1;
            while (at < sums.length && weights[at] == 0) {
                at++;
            }
            return at < sums.length ? at : lastPositive();
        });
    }

    private int lastPositive() {
        int at = weights.length - 1;
        while (weights[at] == 0) {
            at--;
        }
        return at;
    }

    /** The earliest of exponential times with these rates (Efraimidis and Spirakis, "Weighted random sampling", 2006). */
    private PrimitiveIterator.OfInt once(Generator from) {
        double[] times = new double[weights.length];
        for (int i = 0; i < times.length; i++) {
            double time = from.nextExponential();
            times[i] = weights[i] == 0 ? Double.POSITIVE_INFINITY : time / weights[i];
        }
        return IntStream.range(0, times.length)
                .boxed()
                .sorted((a, b) -> Double.compare(times[a], times[b]))
                .limit(numSamples)
                .mapToInt(Integer::intValue)
                .iterator();
    }
}
