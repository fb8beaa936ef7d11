package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.LocalRows;
import dev.arclight.nn.NamedLosses;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a training makes small.
 *
 * @param loss {@link NamedLosses#CROSS_ENTROPY} for classes, another of {@link #LOSSES} for values; named as PyTorch's functions
 * @param labelSmoothing of cross-entropy, from 0 to 1
 */
record Objective(String loss, double labelSmoothing) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The values are one number a row. */
    static final List<String> LOSSES = Stream.concat(
                    Stream.of(NamedLosses.CROSS_ENTROPY), NamedLosses.REGRESSION.stream())
            .toList();

    /** Whether rows have class numbers rather than values. */
    boolean isOfClasses() {
        return loss.equals(NamedLosses.CROSS_ENTROPY);
    }

    /**
     * The mean loss of these rows, weighted if they have weights.
     *
     * @param target class numbers, or values
     * @param weights of the rows; empty for all alike
     */
    Tensor mean(Tensor output, Tensor target, float... weights) {
        return LocalRows.mean(reduction -> each(output, target, reduction), weights);
    }

    private Tensor each(Tensor output, Tensor target, Reduction reduction) {
        return isOfClasses()
                ? NamedLosses.ofClasses(loss, output, target, labelSmoothing, reduction)
                : NamedLosses.ofValues(loss, output.reshape(-1), target, 1, reduction);
    }
}
