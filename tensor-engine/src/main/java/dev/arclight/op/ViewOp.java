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

    /** Strides and offset in elements. */
    record Layout(int[] strides, int offset) {}
}
