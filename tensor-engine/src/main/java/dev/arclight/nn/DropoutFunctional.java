package dev.arclight.nn;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Dropping of whole channels, and dropping that keeps mean and variance. Draws from the thread's generator. */
abstract class DropoutFunctional extends WindowFunctional {
    /** Where SELU goes for large negative numbers: minus its scale times its alpha (Klambauer et al. 2017). */
    private static final double ALPHA = -1.0507009873554805 * 1.6732632423543772;

    DropoutFunctional() {}

    /** {@link #dropout2d} for {@code [N, C, L]} or {@code [C, L]}. */
    public static Tensor dropout1d(Tensor input, double p, boolean training) {
        return dropoutChannels(input, p, training, 1);
    }

    /** Zeros whole channels of {@code [N, C, H, W]} with probability p and scales the rest, if training. */
    public static Tensor dropout2d(Tensor input, double p, boolean training) {
        return dropoutChannels(input, p, training, 2);
    }

    /** {@link #dropout2d} for {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
    public static Tensor dropout3d(Tensor input, double p, boolean training) {
        return dropoutChannels(input, p, training, 3);
    }

    static Tensor dropoutChannels(Tensor input, double p, boolean training, int spatial) {
        int rank = input.rank();
        // As PyTorch, three dimensions for the two-dimensional function are [N, C, L].
        boolean batched = rank == spatial + 2 || spatial == 2 && rank == 3;
        if (!batched && rank != spatial + 1) {
            throw new ShapeException("dropout" + spatial + "d: input " + input.shape() + " must have " + (spatial + 2)
                    + " dimensions, or " + (spatial + 1) + " without a batch");
        }
        if (!training || p == 0) {
            return input;
        }
        int[] mask = input.shape().toArray();
        Arrays.fill(mask, batched ? 2 : 1, rank, 1);
        return Functional.dropped(input, p, Shape.of(mask));
    }

    /** Dropout whose dropped elements go where SELU's do, scaled so that mean 0 and variance 1 last, if training. */
    public static Tensor alphaDropout(Tensor input, double p, boolean training) {
        return alphaDropout(input, p, training, input.shape());
    }

    /** {@link #alphaDropout} of whole channels of {@code [N, C, …]}. */
    public static Tensor featureAlphaDropout(Tensor input, double p, boolean training) {
        int[] mask = input.shape().toArray();
        Arrays.fill(mask, Math.min(2, mask.length), mask.length, 1);
        return alphaDropout(input, p, training, Shape.of(mask));
    }

    private static Tensor alphaDropout(Tensor input, double p, boolean training, Shape mask) {
        if (!training || p == 0) {
            return input;
        }
        if (p == 1) {
            return input.mul(0);
        }
        Tensor kept = Functional.dropout(Tensor.ones(input.dtype(), mask.toArray()), p, true)
                .gt(0);
        double scale = 1 / Math.sqrt((1 - p) * (1 + p * ALPHA * ALPHA));
        double shift = -scale * ALPHA * p;
        return Tensor.where(kept, input, Tensor.number(ALPHA)).mul(scale).add(shift);
    }
}
