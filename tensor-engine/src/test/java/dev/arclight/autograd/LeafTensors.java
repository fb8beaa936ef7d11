package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.Objects;

/** Leaves for tests, and what they have collected. */
final class LeafTensors {
    private LeafTensors() {}

    /** A float64 vector that requires a gradient. */
    static Tensor leaf(double... values) {
        return Tensor.of(values, values.length).requiresGrad(true);
    }

    /** What a leaf has collected. */
    static Tensor gradOf(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad(), "the leaf has no gradient");
    }

    /** The numbers that a leaf has collected. */
    static double[] grad(Tensor leaf) {
        return gradOf(leaf).toDoubleArray();
    }
}
