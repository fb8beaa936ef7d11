package dev.arclight.spark.train;

import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How a state does on rows that are held out.
 *
 * @param partition whose rows these are, or the lowest of several
 * @param weight how much the rows count together
 * @param lossSum the weighted sum of their losses
 * @param right the weight of the rows whose class was told right; 0 where there are no classes
 */
record Validation(int partition, double weight, double lossSum, double right) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Validation nothing(int partition) {
        return new Validation(partition, 0, 0, 0);
    }

    /** These rows, and rows {@code order[from]} to {@code order[to - 1]} for which the network gave {@code outputs}. */
    Validation and(
            Objective objective, Map<String, Tensor> outputs, PartitionData data, int[] order, int from, int to) {
        double counts = objective.weight(data, order, from, to);
        if (counts == 0) {
            return this;
        }
        double loss = objective.loss(outputs, data, order, from, to).item();
        double hits = 0;
        if (objective.isOfClasses()) {
            long[] told = Forward.first(outputs).argmax(1).toLongArray();
            for (int i = from; i < to; i++) {
                if (told[i - from] == data.labels()[order[i]]) {
                    hits += objective.weight(data, order, i, i + 1);
                }
            }
        }
        return new Validation(partition, weight + counts, lossSum + loss * counts, right + hits);
    }

    /** All partitions' rows together; summed by the partitions' numbers, in whatever order they come. */
    static Validation sum(List<Validation> parts) {
        Validation sum = nothing(0);
        for (Validation part : parts.stream()
                .sorted(Comparator.comparingInt(Validation::partition))
                .toList()) {
            sum = new Validation(0, sum.weight + part.weight, sum.lossSum + part.lossSum, sum.right + part.right);
        }
        return sum;
    }

    double loss() {
        return lossSum / weight;
    }

    double accuracy() {
        return right / weight;
    }
}
