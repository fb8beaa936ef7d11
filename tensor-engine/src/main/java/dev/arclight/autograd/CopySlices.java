package dev.arclight.autograd;

import dev.arclight.op.Dispatch;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor after one of its views was changed in place: the tensor as it was, with the result of a call written over
 * part of it. The first edge leads to what the tensor was, the others to the call's other inputs.
 */
final class CopySlices extends Node {
    private final Node call;
    private final TensorType type;
    private final int @Nullable [] strides;
    private final List<ViewOp> path;

    /**
     * @param root the tensor, before its state changes
     * @param path the views that lead from it to what was changed
     * @param call what made the new part; its first input is the old one
     */
    CopySlices(Tensor root, List<ViewOp> path, Node call) {
        super(edges(root, call), 1);
        this.call = call;
        this.type = root.type();
        this.strides = root.isContiguous() ? null : root.strides();
        this.path = path;
    }

    private static @Nullable GradState[] edges(Tensor root, Node call) {
        @Nullable GradState[] edges = call.edges.clone();
        edges[0] = root.gradState();
        return edges;
    }

    @Override
    public String name() {
        return "CopySlices";
    }

    /** Changes the incoming gradient in place, which {@link BackwardPass} hands over as this node's own. */
    @Override
    @Nullable
    Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted) {
        Tensor grad = grads[0];
        if (grad == null) {
            return new @Nullable Tensor[edges.length];
        }
        Tensor rest = laidOutLikeRoot(grad);
        Tensor part = rest;
        for (ViewOp view : path) {
            part = Dispatch.run(view, part);
        }
        @Nullable Tensor[] inputGrads = call.apply(new @Nullable Tensor[] {part.clone()}, wanted);
        Tensor old = inputGrads[0];
        if (edges[0] != null) {
            if (old == null) {
                part.zero_();
            } else {
                part.copy_(BackwardPass.fit(this, 0, old, call.inputType(0)));
            }
            inputGrads[0] = rest;
        }
        return inputGrads;
    }

    /** So that the views fit as they did. */
    private Tensor laidOutLikeRoot(Tensor grad) {
        if (strides == null) {
            return !grad.isContiguous() ? grad.contiguous() : grad.offset() == 0 ? grad : grad.clone();
        }
        Tensor laidOut = Tensor.emptyStrided(grad.dtype(), grad.shape().toArray(), strides);
        laidOut.copy_(grad);
        return laidOut;
    }

    @Override
    @Nullable
    TensorType inputType(int i) {
        return i == 0 ? type : call.inputType(i);
    }

    @Override
    void release() {
        call.release();
    }

    @Override
    boolean mayHold(Tensor grad) {
        return call.mayHold(grad);
    }
}
