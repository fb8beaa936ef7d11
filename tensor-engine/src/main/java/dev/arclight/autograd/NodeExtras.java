package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What hangs on few nodes: hooks, results that keep their gradient, the user's line. */
final class NodeExtras {
    /** A hook on the gradient of one result. */
    record TensorHook(int output, GradHook hook) {}

    final List<TensorHook> tensorHooks = new CopyOnWriteArrayList<>();
    final List<UnaryOperator<@Nullable Tensor @Nullable []>> preHooks = new CopyOnWriteArrayList<>();
    final List<BinaryOperator<@Nullable Tensor @Nullable []>> postHooks = new CopyOnWriteArrayList<>();
    final List<Runnable> accumulateHooks = new CopyOnWriteArrayList<>();
    final List<GradState> retained = new CopyOnWriteArrayList<>();

    @Nullable
    StackTraceElement site;

    /** Whether something here gets to see gradients before the node runs, and may keep them. */
    boolean seesGradients() {
        return !tensorHooks.isEmpty() || !retained.isEmpty();
    }

    /** Runs the hooks on results' gradients, which may replace them, then keeps those that are to be kept. */
    void receive(Node node, @Nullable Tensor[] grads) {
        for (TensorHook entry : tensorHooks) {
            Tensor grad = grads[entry.output()];
            if (grad != null) {
                Tensor replaced = entry.hook().apply(grad);
                if (replaced != null) {
                    requireSameType("a hook on a result of " + node.name(), grad, replaced);
                    grads[entry.output()] = replaced;
                }
            }
        }
        for (GradState state : retained) {
            Tensor grad = grads[state.output()];
            if (grad != null) {
                state.keep(grad);
            }
        }
    }

    /** Runs the hooks on the node itself before it runs. */
    @Nullable
    Tensor[] before(Node node, @Nullable Tensor[] grads) {
        @Nullable Tensor[] current = grads;
        for (var hook : preHooks) {
            current = replaced("a hook before " + node.name(), current, hook.apply(current.clone()));
        }
        return current;
    }

    /** Runs the hooks on the node itself after it has run. */
    @Nullable
    Tensor[] after(Node node, @Nullable Tensor[] inputGrads, @Nullable Tensor[] grads) {
        @Nullable Tensor[] current = inputGrads;
        for (var hook : postHooks) {
            current = replaced("a hook after " + node.name(), current, hook.apply(current.clone(), grads.clone()));
        }
        return current;
    }

    private static @Nullable Tensor[] replaced(
            String what, @Nullable Tensor[] grads, @Nullable Tensor @Nullable [] result) {
        if (result == null) {
            return grads;
        }
        if (result.length != grads.length) {
            throw new AutogradException(what + " has returned an incorrect number of gradients: " + result.length
                    + ", expected " + grads.length);
        }
        for (int i = 0; i < grads.length; i++) {
            Tensor before = grads[i];
            Tensor after = result[i];
            if (after != null) {
                if (before == null) {
                    throw new AutogradException(
                            what + " has returned a gradient in place " + i + ", where none flowed; return null there");
                }
                requireSameType(what, before, after);
            }
        }
        return result;
    }

    private static void requireSameType(String what, Tensor grad, Tensor replaced) {
        if (!replaced.shape().equals(grad.shape())) {
            throw new AutogradException(what + " has changed the gradient's shape from " + grad.shape() + " to "
                    + replaced.shape() + "; a hook must return a gradient of the same shape");
        }
        if (replaced.dtype() != grad.dtype()) {
            throw new AutogradException(what + " has changed the type of the gradient from " + grad.dtype() + " to "
                    + replaced.dtype() + "; a hook must return a gradient of the same dtype");
        }
    }
}
