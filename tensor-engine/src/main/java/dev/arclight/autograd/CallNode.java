package dev.arclight.autograd;

import dev.arclight.op.Op;
import dev.arclight.op.Saved;
import dev.arclight.op.Saves;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** A recorded call of an op: where its inputs came from and what its gradient needs. */
final class CallNode extends Node implements Saved {
    private static final @Nullable SavedTensor[] NOTHING = {};

    private final Op op;
    private final TensorType[] inputTypes;
    private final Saves saves;

    /** Inputs, then results; empty if none is kept. */
    private final @Nullable SavedTensor[] saved;

    /** To be called before the inputs change, if they are going to. */
    CallNode(Op op, TensorType[] inputTypes, Tensor[] inputs, int outputs) {
        super(edgesTo(inputs), outputs);
        this.op = op;
        this.inputTypes = inputTypes;
        this.saves = op.saves(needed());
        this.saved = saves.isNone()
                ? NOTHING
                : new @Nullable SavedTensor[inputs.length + (saves.outputs() == 0 ? 0 : outputs)];
        if (saves.inputs() != 0) {
            for (int i = 0; i < inputs.length; i++) {
                if (saves.input(i)) {
                    saved[i] = new SavedTensor(inputs[i], edges[i]);
                }
            }
        }
    }

    static @Nullable GradState[] edgesTo(Tensor[] inputs) {
        @Nullable GradState[] edges = new @Nullable GradState[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            edges[i] = inputs[i].gradState();
        }
        return edges;
    }

    /** Bit i set: the gradient of input i is wanted. */
    private int needed() {
        int needed = 0;
        for (int i = 0; i < edges.length && i < Integer.SIZE; i++) {
            needed |= edges[i] == null ? 0 : 1 << i;
        }
        return needed;
    }

    /** To be called when the results have got their states, so that saved ones are part of the graph. */
    void saveResults(Tensor[] outputs) {
        if (saves.outputs() != 0) {
            for (int i = 0; i < outputs.length; i++) {
                if (saves.output(i)) {
                    saved[inputTypes.length + i] = new SavedTensor(outputs[i], outputs[i].gradState());
                }
            }
        }
    }

    /** The op if its result shows a part of its input; see {@link ViewOp#showsPart}. */
    @Nullable
    ViewOp part() {
        return op instanceof ViewOp view && view.showsPart() ? view : null;
    }

    @Override
    public String name() {
        return Character.toUpperCase(op.name().charAt(0)) + op.name().substring(1) + "Backward0";
    }

    @Override
    @Nullable
    Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted) {
        if (!op.differentiable()) {
            return flat();
        }
        return WideSaved.gradients(op, wanted == null ? this : new Selected(this, wanted), grads);
    }

    /** The gradients of an op that has none: zeros if it answers yes or no, which as numbers in place is a step function. */
    private @Nullable Tensor[] flat() {
        if (op.infer(inputTypes)[0].dtype().isFloating()) {
            throw new AutogradException(
                    op.name() + ": its gradient is not defined; detach() what it is computed from, or"
                            + " compute it under GradMode.noGrad()");
        }
        @Nullable Tensor[] zeros = new @Nullable Tensor[edges.length];
        for (int i = 0; i < zeros.length; i++) {
            if (edges[i] != null) {
                zeros[i] = Tensor.zeros(
                        inputTypes[i].dtype(), inputTypes[i].shape().toArray());
            }
        }
        return zeros;
    }

    @Override
    void release() {
        for (SavedTensor kept : saved) {
            if (kept != null) {
                kept.free();
            }
        }
    }

    @Override
    boolean mayHold(Tensor grad) {
        for (SavedTensor kept : saved) {
            if (kept != null && kept.shows(grad.storage())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int inputCount() {
        return inputTypes.length;
    }

    @Override
    public TensorType inputType(int i) {
        return inputTypes[i];
    }

    @Override
    public boolean needs(int i) {
        return edges[i] != null;
    }

    @Override
    public Tensor input(int i) {
        return unpack(i, saves.input(i), "input ", i);
    }

    @Override
    public Tensor output(int i) {
        return unpack(inputTypes.length + i, saves.output(i), "output ", i);
    }

    private Tensor unpack(int place, boolean kept, String what, int i) {
        SavedTensor tensor = kept ? saved[place] : null;
        if (tensor == null) {
            throw new AutogradException(op.name() + " did not save its " + what + i + " for backward");
        }
        return tensor.unpack(op.name(), what + i);
    }

    /** The same call when only some of its gradients are wanted. */
    private record Selected(CallNode call, boolean[] wanted) implements Saved {
        @Override
        public int inputCount() {
            return call.inputCount();
        }

        @Override
        public TensorType inputType(int i) {
            return call.inputType(i);
        }

        @Override
        public boolean needs(int i) {
            return wanted[i];
        }

        @Override
        public Tensor input(int i) {
            return call.input(i);
        }

        @Override
        public Tensor output(int i) {
            return call.output(i);
        }
    }
}
