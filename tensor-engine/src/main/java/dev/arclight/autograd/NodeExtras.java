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
                    requireSameShape(node, grad, replaced);
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

    private static void requireSameShape(Node node, Tensor grad, Tensor replaced) {
        if (!replaced.shape().equals(grad.shape())) {
            throw new AutogradException(
                    "a hook on a result of " + node.name() + " has changed the gradient's shape from " + grad.shape()
                            + " to " + replaced.shape() + "; a hook must return a gradient of the same shape");
        }
    }
}
