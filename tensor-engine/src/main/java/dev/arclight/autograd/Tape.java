package dev.arclight.autograd;

import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;

/** Records calls; the graph hangs on the results, so what nobody holds is forgotten. */
public final class Tape {
    private Tape() {}

    /** Makes {@code outputs} remember that {@code op} made them of {@code inputs}. */
    public static void record(Op op, Tensor[] inputs, Tensor[] outputs) {
        CallNode node = CallNode.of(op, inputs, outputs.length);
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i].dtype().isFloating()) {
                outputs[i].gradState(new GradState(node, i));
            }
        }
        node.saveResults(outputs);
    }

    /**
     * Checks that a tensor may be written over while gradients are recorded.
     *
     * @throws AutogradException for a leaf that requires a gradient, and for a view of a tensor, whose history the write
     *     would have to change too
     */
    public static void requireWritable(Op op, Tensor target) {
        if (target.requiresGrad() && target.isLeaf()) {
            throw new AutogradException(op.name() + "_: this tensor is a leaf that requires a gradient and cannot be"
                    + " changed in place; do it under GradMode.noGrad(), or use the operation without _");
        }
        if (target.isView()) {
            throw new AutogradException(op.name() + "_: changing a view in place is not supported while gradients are"
                    + " recorded; use the operation without _, or GradMode.noGrad()");
        }
    }

    /**
     * Checks that a tensor's history is that of its content.
     *
     * @throws AutogradException for a view of a tensor that was changed in place, with gradients recorded, afterwards
     */
    public static void requireCurrent(Op op, Tensor tensor) {
        if (tensor.isStaleView()) {
            requireCurrent(op.name(), tensor);
        }
    }

    /** As {@link #requireCurrent(Op, Tensor)}. */
    public static void requireCurrent(String what, Tensor tensor) {
        if (tensor.isStaleView()) {
            throw new AutogradException(
                    what + ": a tensor of shape " + tensor.shape() + " is a view that was taken before"
                            + " its base was changed in place, so its gradient would be wrong; take the view again after the change,"
                            + " or use the operation without _");
        }
    }
}
