package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Gradients of results, as {@code torch.autograd}. */
public final class Autograd {
    private Autograd() {}

    /**
     * Adds the gradients of {@code root} to {@link Tensor#grad()} of every leaf it was made from.
     *
     * @param gradient the gradient of {@code root} itself; null means 1 and asks for a single element
     * @param retainGraph keep what was saved, so that a second pass is possible
     * @param createGraph record this pass too, so that gradients of gradients are possible; implies retainGraph
     */
    public static void backward(Tensor root, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        BackwardPass pass = new BackwardPass(retainGraph || createGraph, createGraph);
        pass.seed(root, gradient == null ? ones(root) : gradient);
        pass.run();
    }

    /**
     * The gradients of {@code output} with respect to {@code inputs}, as {@code torch.autograd.grad}; no leaf changes.
     *
     * @return one per input; null where the output does not depend on it
     */
    public static @Nullable Tensor[] grad(
            Tensor output, Tensor[] inputs, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        BackwardPass pass = new BackwardPass(retainGraph || createGraph, createGraph);
        pass.seed(output, gradient == null ? ones(output) : gradient);
        return pass.runFor(inputs);
    }

    private static Tensor ones(Tensor root) {
        if (root.numel() != 1) {
            throw new AutogradException(
                    "backward: a gradient is made up only for a tensor of one element, this has shape " + root.shape()
                            + "; pass one, or reduce with sum() or mean() first");
        }
        return Tensor.ones(root.dtype(), root.shape().toArray());
    }
}
