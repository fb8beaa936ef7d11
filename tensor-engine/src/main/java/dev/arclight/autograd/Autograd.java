package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of results, as {@code torch.autograd}. */
public final class Autograd {
    private Autograd() {}

    /**
     * Runs something in the current thread once the backward pass that is under way has reached all leaves; for hooks, as the
     * engine's {@code queue_callback} in PyTorch.
     *
     * @throws AutogradException if no pass is under way
     */
    public static void queueCallback(Runnable callback) {
        BackwardPass pass = ThreadState.current().pass;
        if (pass == null) {
            throw new AutogradException("queueCallback: no backward pass is under way; call it from a hook");
        }
        pass.whenDone(callback);
    }

    /**
     * Adds the gradients of {@code root} to {@link Tensor#grad()} of every leaf it was made from.
     *
     * @param gradient the gradient of {@code root} itself; null means 1 and asks for a single element
     * @param retainGraph keep what was saved, so that a second pass is possible
     * @param createGraph record this pass too, so that gradients of gradients are possible; implies retainGraph
     */
    public static void backward(Tensor root, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        backward(List.of(root), gradient == null ? null : List.of(gradient), retainGraph, createGraph, null);
    }

    /** The gradients of the sum of several tensors: {@code torch.autograd.backward(tensors)}. */
    public static void backward(List<Tensor> tensors) {
        backward(tensors, null, false, false, null);
    }

    /**
     * The gradients of the sum of several tensors, as {@code torch.autograd.backward}.
     *
     * @param gradTensors the gradient of each, null for 1 where it has a single element; null for 1 everywhere
     * @param inputs collect into these alone, which need not be leaves; null means into all leaves
     * @throws AutogradException if a tensor does not require a gradient, a gradient does not fit its tensor, or there are no
     *     inputs
     */
    public static void backward(
            List<Tensor> tensors,
            @Nullable List<? extends @Nullable Tensor> gradTensors,
            boolean retainGraph,
            boolean createGraph,
            @Nullable List<Tensor> inputs) {
        BackwardPass pass = new BackwardPass(retainGraph || createGraph, createGraph);
        List<GradState> roots = seed("backward", pass, tensors, gradTensors);
        if (inputs == null) {
            pass.run(null);
            return;
        }
        if (inputs.isEmpty()) {
            throw new AutogradException(
                    "backward: there are no inputs to collect into; leave them out to collect into all");
        }
        List<GradState> targets = targets("backward", inputs);
        targets.forEach(GradState::retain);
        pass.run(new Reach(roots, targets, true));
    }

    /** {@link #grad(List, List, List, boolean, boolean, boolean, boolean)} with PyTorch's defaults. */
    public static List<Tensor> grad(List<Tensor> outputs, List<Tensor> inputs) {
        List<Tensor> grads = new ArrayList<>();
        for (Tensor grad : grad(outputs, inputs, null, false, false, false, false)) {
            if (grad != null) {
                grads.add(grad);
            }
        }
        return grads;
    }

    /**
     * The gradients of the sum of {@code outputs} with respect to {@code inputs}, as {@code torch.autograd.grad}; no leaf
     * changes.
     *
     * @param gradOutputs the gradient of each output, null for 1 where it has a single element; null for 1 everywhere
     * @param allowUnused return null for an input that no output depends on, which is an error otherwise
     * @param materializeGrads return zeros for such an input
     * @return one per input
     */
    public static List<@Nullable Tensor> grad(
            List<Tensor> outputs,
            List<Tensor> inputs,
            @Nullable List<? extends @Nullable Tensor> gradOutputs,
            boolean retainGraph,
            boolean createGraph,
            boolean allowUnused,
            boolean materializeGrads) {
        if (inputs.isEmpty()) {
            throw new AutogradException("grad: there are no inputs; name the tensors whose gradients are wanted");
        }
        BackwardPass pass = new BackwardPass(retainGraph || createGraph, createGraph);
        List<GradState> roots = seed("grad", pass, outputs, gradOutputs);
        Reach reach = new Reach(roots, targets("grad", inputs), false);
        pass.run(reach);
        List<@Nullable Tensor> grads = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor grad = reach.captured()[i];
            if (grad == null && materializeGrads) {
                grad = Tensor.zerosLike(inputs.get(i));
            } else if (grad == null && !allowUnused) {
                throw new AutogradException("grad: no output depends on input " + i
                        + "; pass allowUnused = true if that is meant, or materializeGrads = true for zeros");
            }
            grads.add(grad);
        }
        return Collections.unmodifiableList(grads);
    }

    /**
     * The gradients of one output where inputs may be unused.
     *
     * @param gradient the gradient of {@code output} itself; null means 1 and asks for a single element
     * @return one per input; null where the output does not depend on it
     */
    public static @Nullable Tensor[] grad(
            Tensor output, Tensor[] inputs, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        return grad(
                        List.of(output),
                        List.of(inputs),
                        gradient == null ? null : List.of(gradient),
                        retainGraph,
                        createGraph,
                        true,
                        false)
                .toArray(new @Nullable Tensor[0]);
    }

    /** {@link #detectAnomaly(boolean)} that also looks for NaN. */
    public static Anomaly detectAnomaly() {
        return detectAnomaly(true);
    }

    /**
     * A scope in which backward errors, and NaN gradients if {@code checkNan}, name the line of the forward call.
     *
     * <pre>{@code
     * try (Anomaly scope = Autograd.detectAnomaly()) {
     *     loss(model.forward(x)).backward();
     * }
     * }</pre>
     */
    public static Anomaly detectAnomaly(boolean checkNan) {
        return new Anomaly(true, checkNan);
    }

    /** A scope like {@link #detectAnomaly(boolean)} that can also switch the mode off within another. */
    public static Anomaly setDetectAnomaly(boolean enabled, boolean checkNan) {
        return new Anomaly(enabled, checkNan);
    }

    private static List<GradState> targets(String what, List<Tensor> inputs) {
        List<GradState> targets = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            GradState state = inputs.get(i).gradState();
            if (state == null) {
                throw new AutogradException(what + ": input " + i + " does not require a gradient");
            }
            targets.add(state);
        }
        return targets;
    }

    private static List<GradState> seed(
            String what, BackwardPass pass, List<Tensor> roots, @Nullable List<? extends @Nullable Tensor> grads) {
        if (grads != null && grads.size() != roots.size()) {
            throw new AutogradException(what + ": got " + grads.size() + " gradients for " + roots.size() + " tensors");
        }
        List<GradState> states = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            Tensor root = roots.get(i);
            Tensor grad = grads == null ? null : grads.get(i);
            if (grad == null && root.numel() != 1) {
                throw new AutogradException(
                        what + ": a gradient is made up only for a tensor of one element, this has shape "
                                + root.shape() + "; pass one, or reduce with sum() or mean() first");
            }
            if (grad != null && !grad.shape().equals(root.shape())) {
                throw new AutogradException(what + ": the gradient is " + grad.type() + ", the tensor " + root.type()
                        + "; both shapes must agree");
            }
            GradState state = root.gradState();
            if (state == null) {
                throw new AutogradException(what + ": this tensor of shape " + root.shape()
                        + " does not require a gradient and was not made from one that does");
            }
            states.add(state);
            if (grad == null) {
                grad = Tensor.ones(root.dtype(), root.shape().toArray());
            }
            pass.seed(state, grad.dtype() == root.dtype() ? grad : grad.to(root.dtype()));
        }
        return states;
    }
}
