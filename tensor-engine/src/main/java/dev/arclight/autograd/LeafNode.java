package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The end of the walk: a tensor whose gradient is collected. */
final class LeafNode extends Node {
    @Nullable
    GradState target;

    LeafNode() {
        super(0, 1);
    }

    /** Adds a gradient, never into memory that somebody else may hold. */
    void accumulate(Tensor grad, boolean shared, boolean createGraph) {
        GradState state = java.util.Objects.requireNonNull(target);
        Tensor before = state.grad();
        if (before != null) {
            Tensor sum = before.add(grad);
            state.grad(createGraph ? sum : sum.detach());
        } else if (createGraph) {
            state.grad(grad);
        } else {
            state.grad(shared || !grad.isContiguous() ? grad.detach().copy() : grad.detach());
        }
    }
}
