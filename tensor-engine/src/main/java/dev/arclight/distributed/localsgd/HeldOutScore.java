package dev.arclight.distributed.localsgd;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * How a state does on rows that are held out.
 *
 * @param partition whose rows these are; 0 for all
 * @param weight how much the rows count together
 * @param lossSum the weighted sum of their losses
 * @param right the weight of the rows whose class was told right; 0 where there are no classes
 */
public record HeldOutScore(int partition, double weight, double lossSum, double right) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of all partitions; summed by their numbers, in whatever order they come. */
    public static HeldOutScore sum(List<HeldOutScore> parts) {
        double weight = 0;
        double lossSum = 0;
        double right = 0;
        for (HeldOutScore part : parts.stream()
                .sorted(Comparator.comparingInt(HeldOutScore::partition))
                .toList()) {
            weight += part.weight();
            lossSum += part.lossSum();
            right += part.right();
        }
        return new HeldOutScore(0, weight, lossSum, right);
    }

    /** The mean of the rows' losses; NaN if none counts. */
    public double loss() {
        return lossSum / weight;
    }

    /** The share of the rows whose class was told right; NaN if none counts. */
    public double accuracy() {
        return right / weight;
    }
}
