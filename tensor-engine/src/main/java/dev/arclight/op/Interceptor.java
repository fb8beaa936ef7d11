package dev.arclight.op;

import dev.arclight.tensor.Tensor;

/**
 * Stands between the callers of ops and their kernels in one thread while its scope is open: a profiler measures, mixed
 * precision converts inputs. Opened by {@link dev.arclight.autograd.Interception}.
 *
 * <p>The backward pass calls ops too. What an interceptor itself calls comes back to it.
 */
public interface Interceptor {
    /**
     * Runs a call, or another in its place.
     *
     * @param inPlace whether the result is written over the first input
     * @param next runs the op on these or other inputs, which for an op in place begin with the same tensor
     * @return what {@code next} gave
     */
    Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Call next);

    /** A part of the program that has a name begins: a node of the backward pass, a step of an optimizer, a user's own. */
    default void enter(String name) {}

    /** The part that was entered last and not left ends. */
    default void leave() {}

    /** The call that an interceptor sees, on inputs that it may replace. */
    @FunctionalInterface
    interface Call {
        Tensor[] run(Tensor[] inputs);
    }
}
