package dev.arclight.distributed.localsgd;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import java.util.function.Function;

/**
 * A partition's rows as local steps see them. A batch is the rows {@code order[from]} to {@code order[to - 1]}.
 *
 * <p>What tensors they are and which loss is made of them is known to the partition alone.
 */
public interface LocalRows {
    /** How much each of a batch's rows counts; empty if all count alike. */
    float[] weights(int[] order, int from, int to);

    /**
     * A forward pass over a batch.
     *
     * @param weights of its rows, as {@link #weights} gives them; not all 0
     */
    Outcome outcome(int[] order, int from, int to, float... weights);

    /** The class numbers of a batch's rows; empty if they have none. */
    long[] classes(int[] order, int from, int to);

    /**
     * What a forward pass gives.
     *
     * @param output the network's; {@code [rows, classes]} where rows have class numbers
     * @param loss a scalar: the rows' mean, weighted if they have weights
     */
    record Outcome(Tensor output, Tensor loss) {}

    /** How much so many rows count together. */
    static double sum(int rows, float... weights) {
        if (weights.length == 0) {
            return rows;
        }
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    /**
     * The mean of rows' losses.
     *
     * @param weights empty if all rows count alike
     * @param losses the loss of each row, {@code [rows]}, or their mean
     */
    static Tensor mean(Function<Reduction, Tensor> losses, float... weights) {
        if (weights.length == 0) {
            return losses.apply(Reduction.MEAN);
        }
        return losses.apply(Reduction.NONE)
                .mul(Tensor.of(weights, weights.length))
                .sum()
                .div(sum(weights.length, weights));
    }
}
