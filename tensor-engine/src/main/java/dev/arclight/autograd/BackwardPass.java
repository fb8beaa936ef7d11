package dev.arclight.autograd;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk from results back to leaves. Deepest first, so that a node runs once all who used it have; no recursion, so
 * that a chain of any length fits.
 */
final class BackwardPass {
    /** A node whose gradients are being gathered. */
    private static final class Pending {
        final Node node;
        final int arrival;
        final @Nullable Tensor[] grads;

        Pending(Node node, int arrival) {
            this.node = node;
            this.arrival = arrival;
            this.grads = new @Nullable Tensor[node.outputs];
        }
    }

    private final boolean retainGraph;
    private final boolean createGraph;
    private final PriorityQueue<Pending> queue = new PriorityQueue<>((a, b) ->
            a.node.depth != b.node.depth ? Integer.compare(b.node.depth, a.node.depth) : a.arrival - b.arrival);
    private final IdentityHashMap<Node, Pending> pending = new IdentityHashMap<>();

    /** Where a gradient is wanted without being collected: node, output, index of the answer. */
    private final IdentityHashMap<Node, int[]> captures = new IdentityHashMap<>();

    private @Nullable Tensor[] captured = new @Nullable Tensor[0];

    /** Memory that more than one gradient may show. */
    private final Set<Storage> shared = Collections.newSetFromMap(new IdentityHashMap<>());

    private int arrivals;

    BackwardPass(boolean retainGraph, boolean createGraph) {
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
    }

    void seed(Tensor root, Tensor grad) {
        Tape.requireCurrent("backward", root);
        GradState state = root.gradState();
        if (state == null) {
            throw new AutogradException("backward: this tensor of shape " + root.shape()
                    + " does not require a gradient and was not made from one that does");
        }
        if (!grad.shape().equals(root.shape()) || grad.dtype() != root.dtype()) {
            throw new AutogradException(
                    "backward: the gradient is " + grad.type() + ", the tensor " + root.type() + "; both must agree");
        }
        shared.add(grad.storage());
        arrive(state.node(), state.output(), grad);
    }

    /** Walks, collecting into the leaves. */
    void run() {
        walk(true);
    }

    /** Walks, returning the gradients of {@code targets} and leaving every leaf as it was. */
    @Nullable
    Tensor[] runFor(Tensor[] targets) {
        captured = new @Nullable Tensor[targets.length];
        for (int i = 0; i < targets.length; i++) {
            GradState state = targets[i].gradState();
            if (state == null) {
                throw new AutogradException("grad: input " + i + " does not require a gradient");
            }
            int[] known = captures.getOrDefault(state.node(), new int[0]);
            int[] more = java.util.Arrays.copyOf(known, known.length + 2);
            more[known.length] = state.output();
            more[known.length + 1] = i;
            captures.put(state.node(), more);
        }
        walk(false);
        return captured;
    }

    private void walk(boolean collect) {
        try (GradMode.Scope scope = GradMode.set(createGraph)) {
            Pending next;
            while ((next = queue.poll()) != null) {
                pending.remove(next.node);
                capture(next);
                if (next.node instanceof CallNode call) {
                    flow(call, next.grads);
                } else if (collect && next.node instanceof LeafNode leaf && next.grads[0] != null) {
                    leaf.accumulate(next.grads[0], !shared.add(next.grads[0].storage()), createGraph);
                }
            }
        }
    }

    private void capture(Pending arrived) {
        int[] wanted = captures.get(arrived.node);
        if (wanted != null) {
            for (int i = 0; i < wanted.length; i += 2) {
                captured[wanted[i + 1]] = arrived.grads[wanted[i]];
            }
        }
    }

    private void flow(CallNode call, @Nullable Tensor[] grads) {
        call.requireUsable();
        @Nullable Tensor[] inputGrads = WideSaved.gradients(call.op(), call, grads);
        for (int i = 0; i < inputGrads.length; i++) {
            Node source = call.sources[i];
            Tensor grad = inputGrads[i];
            if (source == null || grad == null) {
                continue;
            }
            for (Tensor incoming : grads) {
                if (incoming != null && incoming.storage() == grad.storage()) {
                    shared.add(grad.storage());
                }
            }
            arrive(source, call.sourceOutputs[i], fit(grad, call.inputType(i)));
        }
        if (!retainGraph) {
            call.release();
        }
    }

    private void arrive(Node node, int output, Tensor grad) {
        Pending slot = pending.get(node);
        if (slot == null) {
            slot = new Pending(node, arrivals++);
            pending.put(node, slot);
            queue.add(slot);
        }
        Tensor before = slot.grads[output];
        slot.grads[output] = before == null ? grad : before.add(grad);
    }

    /** Undoes broadcasting and promotion: sums over stretched dimensions, converts to the input's dtype. */
    private static Tensor fit(Tensor grad, TensorType input) {
        Tensor fitted = sumTo(grad, input.shape());
        DType dtype = input.dtype();
        return fitted.dtype() == dtype ? fitted : fitted.to(dtype);
    }

    static Tensor sumTo(Tensor grad, Shape shape) {
        Shape from = grad.shape();
        if (from.equals(shape)) {
            return grad;
        }
        int added = from.rank() - shape.rank();
        int[] folded = new int[from.rank()];
        int count = 0;
        for (int i = 0; i < from.rank(); i++) {
            if (i < added || shape.dim(i - added) == 1 && from.dim(i) != 1) {
                folded[count++] = i;
            }
        }
        return grad.sum(java.util.Arrays.copyOf(folded, count)).reshape(shape.toArray());
    }
}
