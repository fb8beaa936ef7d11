package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Comparisons of tensors that name the first element which differs. */
public final class Expect {
    private Expect() {}

    /** Same dtype, shape and bits of every element; one NaN is as good as another. */
    public static void sameBits(String what, Tensor actual, Tensor expected) {
        assertThat(actual.dtype()).as("%s: dtype", what).isEqualTo(expected.dtype());
        assertThat(actual.shape()).as("%s: shape", what).isEqualTo(expected.shape());
        if (actual.dtype().isFloating()) {
            double[] a = actual.toDoubleArray();
            double[] e = expected.toDoubleArray();
            for (int i = 0; i < e.length; i++) {
                if (Double.doubleToLongBits(a[i]) != Double.doubleToLongBits(e[i])) {
                    throw new AssertionError(what + ": element " + i + " is " + a[i] + ", expected " + e[i]);
                }
            }
        } else {
            long[] a = actual.toLongArray();
            long[] e = expected.toLongArray();
            for (int i = 0; i < e.length; i++) {
                if (a[i] != e[i]) {
                    throw new AssertionError(what + ": element " + i + " is " + a[i] + ", expected " + e[i]);
                }
            }
        }
    }

    /**
     * Same shape, and every element within {@code tolerance} of the expected one or of the result's largest magnitude
     * (so that sums which cancel are judged by what was summed); NaN and infinities in the same places.
     */
    public static void close(String what, Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual.shape()).as("%s: shape", what).isEqualTo(expected.shape());
        close(what, actual.toDoubleArray(), expected.toDoubleArray(), actual.dtype(), tolerance);
    }

    /** {@link #close(String, Tensor, Tensor, double)}; the expected numbers are first rounded to {@code dtype}. */
    static void close(String what, double[] actual, double[] expected, DType dtype, double tolerance) {
        double scale = 0;
        double[] rounded = new double[expected.length];
        for (int i = 0; i < expected.length; i++) {
            rounded[i] = dtype == DType.FLOAT32 ? (float) expected[i] : expected[i];
            if (Double.isFinite(rounded[i])) {
                scale = Math.max(scale, Math.min(Math.abs(rounded[i]), 1));
            }
        }
        for (int i = 0; i < rounded.length; i++) {
            if (!near(actual[i], rounded[i], tolerance, scale)) {
                throw new AssertionError(what + ": element " + i + " is " + actual[i] + ", expected " + rounded[i]
                        + " (within " + tolerance + ")");
            }
        }
    }

    private static boolean near(double a, double e, double tolerance, double scale) {
        if (Double.isNaN(e) || Double.isInfinite(e)) {
            return Double.compare(a, e) == 0;
        }
        return Math.abs(a - e) <= tolerance * Math.max(Math.abs(e), scale);
    }
}
