package dev.arclight.op;

import dev.arclight.tensor.Tensor;

/** An operation that computes nothing: its result shows the input's storage through other strides. */
public interface ViewOp extends Op {
    /** Where the result's elements lie in the input's storage. Called after {@link #infer}. */
    Layout layout(Tensor input);

    /** Whether the input lies in memory so that {@link #layout} succeeds. */
    default boolean fits(Tensor input) {
        return true;
    }

    /**
     * Whether the result shows some elements of the input, each once: its gradient then belongs where {@link #layout} of
     * the input's gradient says, zeros around it.
     */
    default boolean showsPart() {
        return false;
    }

    /** A stride for steps over some elements at once; only of a single element can it pass an int, and there it is of no use. */
    static int farther(int stride, int step) {
        return (int) Math.min((long) stride * step, Integer.MAX_VALUE);
    }

    /** Strides and offset in elements. */
    record Layout(int[] strides, int offset) {}
}
