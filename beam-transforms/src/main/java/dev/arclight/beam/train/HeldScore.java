package dev.arclight.beam.train;

import java.util.Comparator;
import java.util.List;

/**
 * How a state does on rows that are held out.
 *
 * @param shard whose rows these are
 * @param weight how much the rows count together
 * @param lossSum the weighted sum of their losses
 * @param right the weight of the rows whose class was told right; 0 where there are no classes
 */
record HeldScore(int shard, double weight, double lossSum, double right) {
    String line() {
        return shard + "\t" + weight + "\t" + lossSum + "\t" + right;
    }

    /** The opposite of {@link #line}; doubles are written with all their digits. */
    static HeldScore ofLine(String line) {
        String[] parts = line.split("\t", -1);
        return new HeldScore(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }

    /** Of all shards; summed by their numbers, in whatever order they come. */
    static HeldScore sum(List<HeldScore> parts) {
        double weight = 0;
        double lossSum = 0;
        double right = 0;
        for (HeldScore part :
                parts.stream().sorted(Comparator.comparingInt(HeldScore::shard)).toList()) {
            weight += part.weight();
            lossSum += part.lossSum();
            right += part.right();
        }
        return new HeldScore(0, weight, lossSum, right);
    }
}
