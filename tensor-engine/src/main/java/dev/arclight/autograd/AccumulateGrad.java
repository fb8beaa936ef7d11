package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The end of the walk: a leaf, whose gradient is collected. */
final class AccumulateGrad extends Node {
    @Nullable
    GradState target;

    AccumulateGrad() {
        super(NO_EDGES, 1);
    }

    @Override
    public String name() {
        return "AccumulateGrad";
    }

    /**
     * Adds a gradient to what was collected, in place unless the sum is to be differentiated, as PyTorch does. Threads
     * that share a leaf take turns.
     *
     * @param owned whether nobody else holds {@code grad}, so that it can be taken as it is
     */
    synchronized void accumulate(Tensor grad, boolean owned, boolean createGraph) {
        GradState state = Objects.requireNonNull(target);
        if (!state.isActive()) {
            // It has stopped asking since the graph was recorded.
            return;
        }
        Tensor before = state.grad();
        if (before == null) {
            state.grad(first(grad, owned, createGraph));
        } else if (createGraph || before.isInference()) {
            state.grad(before.add(grad));
        } else {
            before.add_(grad);
        }
        NodeExtras extras = extrasOrNull();
        if (extras != null) {
            extras.accumulateHooks.forEach(Runnable::run);
        }
    }

    private static Tensor first(Tensor grad, boolean owned, boolean createGraph) {
        if (createGraph) {
            return grad.clone();
        }
        if (!grad.isContiguous()) {
            return grad.detach().contiguous();
        }
        return owned ? grad.detach() : grad.detach().clone();
    }

    @Override
    @Nullable
    Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted) {
        return new @Nullable Tensor[0];
    }

    @Override
    @Nullable
    TensorType inputType(int i) {
        return null;
    }

    @Override
    void release() {}

    @Override
    boolean mayHold(Tensor grad) {
        return true;
    }
}
