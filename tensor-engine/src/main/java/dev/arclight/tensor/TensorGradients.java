package dev.arclight.tensor;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradHook;
import dev.arclight.autograd.GradState;
import dev.arclight.autograd.InferenceMode;
import dev.arclight.autograd.Node;
import dev.arclight.autograd.RemovableHandle;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A tensor's part in gradients: whether they flow through it, where they came from and what was collected. */
public sealed interface TensorGradients extends TensorBase permits Tensor {
    /** Whether gradients flow through this tensor. */
    default boolean requiresGrad() {
        return self().gradState() != null;
    }

    /**
     * Asks that gradients of this leaf be collected, or no longer; what was collected stays.
     *
     * @throws DTypeException if it is not floating
     * @throws AutogradException for false on a result of a recorded operation; for true on an inference tensor outside
     *     inference mode
     */
    default Tensor requiresGrad(boolean required) {
        Tensor self = self();
        if (required && !dtype().isFloating()) {
            throw new DTypeException("requiresGrad: only floating tensors have gradients, this is " + dtype());
        }
        if (!required && !isLeaf()) {
            throw new AutogradException(
                    "requiresGrad: this tensor is the result of an operation, and only a leaf can stop"
                            + " asking for gradients; use detach()");
        }
        if (required && isInference() && !InferenceMode.isEnabled()) {
            throw new AutogradException(
                    "requiresGrad: this tensor was made in inference mode and cannot ask for gradients"
                            + " outside; clone() it first");
        }
        if (required != requiresGrad()) {
            GradState kept = self.keptState();
            if (kept == null) {
                self.gradState(GradState.leaf());
            } else {
                kept.active(required);
            }
        }
        return self;
    }

    /** {@link #requiresGrad(boolean) requiresGrad(true)}, under PyTorch's name. */
    default Tensor requiresGrad_() {
        return requiresGrad(true);
    }

    /** {@link #requiresGrad(boolean)}, under PyTorch's name. */
    default Tensor requiresGrad_(boolean required) {
        return requiresGrad(required);
    }

    /** Whether it was made by the user rather than by a recorded operation. */
    default boolean isLeaf() {
        GradState state = self().gradState();
        return state == null || state.isLeaf();
    }

    /** The gradient collected by {@link #backward}, or null. */
    default @Nullable Tensor grad() {
        GradState state = self().keptState();
        return state == null ? null : state.grad();
    }

    /**
     * Replaces the collected gradient; null forgets it. The next backward pass adds to this tensor in place.
     *
     * @throws AutogradException if its dtype or shape is not this tensor's
     */
    default void setGrad(@Nullable Tensor grad) {
        GradState state = self().keptState();
        if (grad != null) {
            if (grad == self()) {
                throw new AutogradException("setGrad: a tensor cannot be its own gradient");
            }
            if (!grad.shape().equals(shape()) || grad.dtype() != dtype()) {
                throw new AutogradException(
                        "setGrad: the gradient is " + grad.type() + ", the tensor " + type() + "; both must agree");
            }
            if (state == null) {
                state = GradState.leaf();
                state.active(false);
                self().gradState(state);
            }
        }
        if (state != null) {
            state.grad(grad);
        }
    }

    /**
     * Makes {@link #grad()} keep the gradient of a result that is not a leaf; for a leaf it does nothing.
     *
     * @throws AutogradException if no gradient flows through it
     */
    default void retainGrad() {
        GradState state = self().gradState();
        if (state == null) {
            throw new AutogradException("retainGrad: no gradient flows through this tensor, it does not require one");
        }
        state.retain();
    }

    /** Whether {@link #retainGrad} was called. */
    default boolean retainsGrad() {
        GradState state = self().gradState();
        return state != null && state.retains();
    }

    /** The recorded function whose result this is, printed as {@code <MulBackward0>}; null for a leaf. */
    default @Nullable Node gradFn() {
        GradState state = self().gradState();
        return state == null || state.isLeaf() ? null : state.node();
    }

    /** Which of {@link #gradFn()}'s results this is. */
    default int outputNr() {
        GradState state = self().gradState();
        return state == null ? 0 : state.output();
    }

    /** Adds the gradients of this single element to {@link #grad()} of every leaf it was made from. */
    default void backward() {
        Autograd.backward(self(), null, false, false);
    }

    /** As {@link #backward()} for a tensor of any shape, given its own gradient. */
    default void backward(@Nullable Tensor gradient) {
        Autograd.backward(self(), gradient, false, false);
    }

    /**
     * As {@link #backward(Tensor)}.
     *
     * @param retainGraph keep what was saved, so that a second pass is possible
     * @param createGraph record this pass too, so that gradients of gradients are possible; implies retainGraph
     */
    default void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        Autograd.backward(self(), gradient, retainGraph, createGraph);
    }

    /** As {@link #backward(Tensor, boolean, boolean)}, collecting into {@code inputs} alone, which need not be leaves. */
    default void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph, List<Tensor> inputs) {
        Autograd.backward(
                List.of(self()), gradient == null ? null : List.of(gradient), retainGraph, createGraph, inputs);
    }

    /**
     * Calls {@code hook} with each gradient of this tensor, before it flows on or is collected; what the hook returns,
     * unless null, is used in its place.
     *
     * @throws AutogradException if no gradient flows through it
     */
    default RemovableHandle registerHook(GradHook hook) {
        GradState state = self().gradState();
        if (state == null) {
            throw new AutogradException("registerHook: no gradient flows through this tensor, it does not require one");
        }
        return state.hook(hook);
    }

    /**
     * Calls {@code hook} with this leaf each time something was added to its {@link #grad()}.
     *
     * @throws AutogradException if it is not a leaf that requires a gradient
     */
    default RemovableHandle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
        Tensor self = self();
        GradState state = self.gradState();
        if (state == null || !state.isLeaf()) {
            throw new AutogradException(
                    "registerPostAccumulateGradHook: only a leaf that requires a gradient collects one");
        }
        return state.afterAccumulation(() -> hook.accept(self));
    }

    /** The same memory as a tensor without a history. */
    default Tensor detach() {
        return self().withState(null);
    }

    /**
     * Takes this tensor's history away and makes it a leaf that requires no gradient.
     *
     * @throws AutogradException for a view
     */
    default Tensor detach_() {
        if (self().isView()) {
            throw new AutogradException("detach_: a view cannot be detached in place; use detach()");
        }
        if (isLeaf()) {
            requiresGrad(false);
        } else {
            self().gradState(null);
            self().viewHistory(null);
        }
        return self();
    }

    /** Whether its memory was made in {@link InferenceMode}. */
    default boolean isInference() {
        return self().storage().isInference();
    }
}
