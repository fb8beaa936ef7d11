package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Comparisons of Arclight's tensors with libtorch's that name the first element which differs. */
final class Agree {
    private Agree() {}

    /** Same dtype and shape. */
    static void sameType(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        assertThat(actual.dtype()).as("%s: dtype", what).isEqualTo(Torch.dtype(expected.scalar_type()));
        assertThat(actual.shape()).as("%s: shape", what).isEqualTo(Torch.shape(expected));
    }

    /** Same shape and whole numbers. */
    static void exact(String what, Tensor actual, org.bytedeco.pytorch.Tensor expected) {
        assertThat(actual.shape()).as("%s: shape", what).isEqualTo(Torch.shape(expected));
        assertThat(actual.toLongArray()).as(what).isEqualTo(Torch.longs(expected));
    }

    /**
     * Same shape and numbers, relative to each expected one or, unless {@code elementwise}, to the largest of them where
     * that is larger: a sum that cancels is judged by what was summed. NaN and infinities must be in the same places.
     */
    static void close(
            String what, Tensor actual, org.bytedeco.pytorch.Tensor expected, double tolerance, boolean elementwise) {
        close(what, actual, expected, tolerance, elementwise ? 0 : largest(expected));
    }

    /** The largest magnitude among the finite elements. */
    static double largest(org.bytedeco.pytorch.Tensor tensor) {
        return Arrays.stream(Torch.doubles(tensor))
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    /** As {@link #close(String, Tensor, org.bytedeco.pytorch.Tensor, double, boolean)} with a magnitude to judge by. */
    static void close(
            String what, Tensor actual, org.bytedeco.pytorch.Tensor expected, double tolerance, double scale) {
        assertThat(actual.shape()).as("%s: shape", what).isEqualTo(Torch.shape(expected));
        double[] a = actual.toDoubleArray();
        double[] e = Torch.doubles(expected);
        for (int i = 0; i < e.length; i++) {
            boolean near = Double.isFinite(e[i])
                    ? Math.abs(a[i] - e[i]) <= tolerance * Math.max(scale, Math.abs(e[i]))
                    : Double.compare(a[i], e[i]) == 0;
            if (!near) {
                throw new AssertionError(what + ": element " + i + " is " + a[i] + ", libtorch gives " + e[i]
                        + " (allowed: " + tolerance + " relative)");
            }
        }
    }
}
