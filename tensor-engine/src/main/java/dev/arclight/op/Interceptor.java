package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.function.Function;

/**
 * Stands between the callers of ops and their kernels in one thread while its scope is open: a profiler measures, mixed
 * precision converts inputs. Opened by {@link dev.arclight.autograd.Interception}.
 *
 * <p>The backward pass calls ops too, unless it is {@link #forwardOnly}. What an interceptor itself calls comes back to it.
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

    /**
     * Computes a function that is made of several ops but is one in PyTorch, such as a loss, or changes its inputs.
     *
     * @param name as the method that users call
     * @param body gives the result for these or other inputs, in the same order
     */
    default <R> R function(String name, Tensor[] inputs, Function<Tensor[], R> body) {
        return body.apply(inputs);
    }

    /**
     * Whether it sees what the program calls and not what a backward pass does. What a checkpoint computes again it sees
     * again, even after its scope has ended.
     */
    default boolean forwardOnly() {
        return false;
    }

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
