package dev.arclight.autograd;

import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Records calls; the graph hangs on the results, so what nobody holds is forgotten. */
public final class Tape {
    private Tape() {}

    /** Makes {@code outputs} remember that {@code op} made them of {@code inputs}. */
    public static void record(Op op, TensorType[] types, Tensor[] inputs, Tensor[] outputs) {
        CallNode node = new CallNode(op, types, inputs, outputs.length);
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i].dtype().isFloating()) {
                outputs[i].gradState(new GradState(node, i));
            }
        }
        node.saveResults(outputs);
    }

    /** A call that is about to write over {@code target}, with what it needs of its inputs. */
    public static InPlace beforeWriting(Op op, TensorType[] types, Tensor[] inputs, Tensor target) {
        requireWritable(op.name() + "_", target);
        return new InPlace(new CallNode(op, types, inputs, 1), target);
    }

    /** A call that writes over a tensor. */
    public static final class InPlace {
        private final CallNode node;
        private final Tensor target;

        /** Whether the target is a view whose gradient is to be kept. */
        private final boolean retains;

        private InPlace(CallNode node, Tensor target) {
            this.node = node;
            this.target = target;
            this.retains = target.viewHistory() != null && target.retainsGrad();
        }

        /** Makes the target remember the call; to be called when its content has changed. */
        public void written() {
            rebase(target, node, 0);
            if (retains) {
                // The view's new state, which keeps the gradient, would else be made when it is next asked for.
                target.gradState();
            }
            node.saveResults(new Tensor[] {target});
        }
    }

    /**
     * Makes result {@code output} of {@code node} the source of a tensor that was changed in place, and with it of part of
     * what shares its memory; for a view it must be the only one.
     */
    static void rebase(Tensor target, Node node, int output) {
        if (target.viewHistory() == null) {
            succeed(target, new GradState(node, output));
            return;
        }
        Tensor root = ViewHistory.root(target);
        succeed(root, new GradState(new CopySlices(root, ViewHistory.path(target), node), 0));
    }

    private static void succeed(Tensor tensor, GradState state) {
        succeed(tensor, tensor.gradState(), state);
    }

    /** Gives a tensor that was changed in place its new state; a gradient that was to be kept is kept there. */
    public static void succeed(Tensor tensor, @Nullable GradState before, GradState state) {
        tensor.gradState(state);
        if (before != null) {
            before.succeededBy(state);
        }
    }

    /**
     * Checks that a tensor may be written over while gradients are recorded.
     *
     * @throws AutogradException for a leaf that requires a gradient, a view of one, and a view that was made where nothing
     *     is recorded
     */
    public static void requireWritable(String what, Tensor target) {
        ViewHistory view = target.viewHistory();
        if (view != null) {
            switch (view.origin()) {
                case RECORDING -> {}
                case NO_GRAD ->
                    throw new AutogradException(what + ": this view was made under GradMode.noGrad() and is changed in"
                            + " place where gradients are recorded, so what is meant is unclear; do both inside or both"
                            + " outside");
                case INFERENCE ->
                    throw new AutogradException(what + ": this view was made in inference mode and is changed in place"
                            + " outside, so what is meant is unclear; do both inside or both outside");
                case FUNCTION ->
                    throw new AutogradException(what + ": this view was made by a custom function and cannot be changed"
                            + " in place; clone() it, or use the operation without _");
            }
            GradState root = ViewHistory.root(target).gradState();
            if (root != null && root.isLeaf()) {
                throw new AutogradException(
                        what + ": this tensor is a view of a leaf that requires a gradient and cannot"
                                + " be changed in place; do it under GradMode.noGrad(), or use the operation without _");
            }
        }
        GradState state = target.gradState();
        if (state != null && state.isLeaf()) {
            throw new AutogradException(what + ": this tensor is a leaf that requires a gradient and cannot be"
                    + " changed in place; do it under GradMode.noGrad(), or use the operation without _");
        }
    }
}
