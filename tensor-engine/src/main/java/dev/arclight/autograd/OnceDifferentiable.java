package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Where a gradient came out of a backward that cannot be differentiated: walking on from there is an error. */
final class OnceDifferentiable extends Node {
    private final String function;

    OnceDifferentiable(String function, @Nullable GradState[] edges, int outputs) {
        super(edges, outputs);
        this.function = function;
    }

    @Override
    public String name() {
        return "OnceDifferentiable";
    }

    @Override
    @Nullable
    Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted) {
        throw new AutogradException(function + " was marked as differentiable once, and its gradient is to be"
                + " differentiated; write backward in operations on tensors and let onceDifferentiable() be false");
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
