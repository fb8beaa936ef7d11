package dev.arclight.autograd;

import dev.arclight.op.ViewOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One walk from results back to leaves. Deepest first, so that a node runs once all who used it have; no recursion, so
 * that a chain of any length fits.
 *
 * <p>The walk knows of each gradient whether anybody else may hold its memory. What it owns it adds to in place and gives
 * to a leaf without a copy.
 */
final class BackwardPass {
    /** A node whose gradients are being gathered. */
    private static final class Pending {
        final Node node;
        final int arrival;
        final @Nullable Tensor[] grads;

        /** Of each gradient, whether its memory is this walk's alone. */
        final boolean[] owned;

        Pending(Node node, int arrival) {
            this.node = node;
            this.arrival = arrival;
            this.grads = new @Nullable Tensor[node.outputs];
            this.owned = new boolean[node.outputs];
        }
    }

    private final boolean retainGraph;
    private final boolean createGraph;
    private final PriorityQueue<Pending> queue = new PriorityQueue<>((a, b) ->
            a.node.depth != b.node.depth ? Integer.compare(b.node.depth, a.node.depth) : a.arrival - b.arrival);
    private final IdentityHashMap<Node, Pending> pending = new IdentityHashMap<>();
    private final List<Runnable> endings = new ArrayList<>(0);
    private final List<Runnable> callbacks = new ArrayList<>();
    private int arrivals;

    /** Which part of the graph is wanted; null means all of it. */
    private @Nullable Reach reach;

    BackwardPass(boolean retainGraph, boolean createGraph) {
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
    }

    /** Starts at a result, given its gradient, which must have its shape. */
    void seed(GradState root, Tensor grad) {
        arrive(root, grad, false);
    }

    /** Walks, collecting into the leaves: all of them, or if {@code wanted} is given into those. */
    void run(@Nullable Reach wanted) {
        reach = wanted;
        ThreadState thread = ThreadState.current();
        BackwardPass outer = thread.pass;
        thread.pass = this;
        try (GradMode.Scope scope = GradMode.set(createGraph)) {
            Pending next;
            while ((next = queue.poll()) != null) {
                pending.remove(next.node);
                try (RecordFunction part = RecordFunction.open(thread.interception, next.node)) {
                    visit(next, thread);
                }
            }
            callbacks.forEach(Runnable::run);
        } finally {
            thread.pass = outer;
            endings.forEach(Runnable::run);
        }
    }

    /** Runs something when this walk has reached all leaves. */
    void whenDone(Runnable callback) {
        callbacks.add(callback);
    }

    /** Runs something when this walk ends, well or not. */
    void atEnd(Runnable ending) {
        endings.add(ending);
    }

    private void visit(Pending arrived, ThreadState thread) {
        Node node = arrived.node;
        NodeExtras extras = node.extrasOrNull();
        if (extras != null && extras.seesGradients()) {
            extras.receive(node, arrived.grads);
            Arrays.fill(arrived.owned, false);
        }
        if (reach != null) {
            if (reach.capture(node, arrived.grads)) {
                Arrays.fill(arrived.owned, false);
            }
            if (!reach.runs(node)) {
                return;
            }
        }
        if (extras == null && !thread.anomaly && addedToPart(node, arrived.grads[0])) {
            return;
        }
        @Nullable Tensor[] grads = arrived.grads;
        if (extras != null && !extras.preHooks.isEmpty()) {
            grads = extras.before(node, grads);
            Arrays.fill(arrived.owned, false);
        }
        @Nullable Tensor[] inputGrads = apply(node, grads, arrived.owned, thread);
        boolean seen = extras != null && !extras.postHooks.isEmpty();
        if (extras != null && seen) {
            inputGrads = extras.after(node, inputGrads, grads);
        }
        flow(node, grads, inputGrads, arrived.owned, seen);
        if (!retainGraph) {
            node.release();
        }
    }

    /**
     * Adds the gradient of a part of a tensor to what has already arrived for the whole, in place. A loop over the rows of
     * a tensor so costs what it reads; through a whole of zeros for each row it would cost the square of that.
     */
    private boolean addedToPart(Node node, @Nullable Tensor grad) {
        if (createGraph || grad == null || !(node instanceof CallNode call)) {
            return false;
        }
        ViewOp view = call.part();
        GradState edge = view == null ? null : node.edges[0];
        if (view == null || edge == null || reach != null && !reach.useful(edge.node())) {
            return false;
        }
        Pending slot = pending.get(edge.node());
        Tensor whole = slot == null ? null : slot.grads[edge.output()];
        if (slot == null
                || whole == null
                || !slot.owned[edge.output()]
                || !whole.isContiguous()
                || whole.dtype() != grad.dtype()) {
            return false;
        }
        ViewOp.Layout layout = view.layout(whole);
        Tensor.alias(whole, grad.shape(), layout.strides(), layout.offset()).add_(grad);
        return true;
    }

    private @Nullable Tensor[] apply(Node node, @Nullable Tensor[] grads, boolean[] owned, ThreadState thread) {
        if (node instanceof AccumulateGrad leaf) {
            Tensor grad = grads[0];
            if (grad != null) {
                leaf.accumulate(grad, owned[0], createGraph);
            }
            return new @Nullable Tensor[0];
        }
        if (node instanceof CopySlices && grads[0] != null && (!owned[0] || createGraph)) {
            grads = new @Nullable Tensor[] {grads[0].clone()};
            owned[0] = true;
        }
        boolean @Nullable [] wanted = reach == null ? null : reach.wantedInputs(node);
        if (!thread.anomaly) {
            return node.apply(grads, wanted);
        }
        return Anomaly.apply(node, grads, wanted, thread.checkNan);
    }

    private void flow(
            Node node, @Nullable Tensor[] grads, @Nullable Tensor[] inputGrads, boolean[] owned, boolean seen) {
        for (int i = 0; i < inputGrads.length; i++) {
            GradState edge = i < node.edges.length ? node.edges[i] : null;
            Tensor grad = inputGrads[i];
            if (edge == null || grad == null || reach != null && !reach.useful(edge.node())) {
                continue;
            }
            Tensor fitted = fit(node, i, grad, node.inputType(i));
            boolean fresh = fitted.storage() != grad.storage();
            boolean free = !seen && !createGraph && (fresh || ownsResult(node, grads, inputGrads, owned, i));
            arrive(edge, fitted, free);
        }
    }

    /** Whether the memory of a gradient that a node made came from nowhere else, and goes nowhere else. */
    private static boolean ownsResult(
            Node node, @Nullable Tensor[] grads, @Nullable Tensor[] inputGrads, boolean[] owned, int index) {
        Tensor made = inputGrads[index];
        if (made == null || node.mayHold(made)) {
            return false;
        }
        Storage storage = made.storage();
        for (int i = 0; i < inputGrads.length; i++) {
            Tensor other = inputGrads[i];
            if (i != index && other != null && other.storage() == storage) {
                return false;
            }
        }
        for (int i = 0; i < grads.length; i++) {
            Tensor incoming = grads[i];
            if (incoming != null && incoming.storage() == storage && !owned[i]) {
                return false;
            }
        }
        return true;
    }

    private void arrive(GradState edge, Tensor grad, boolean owned) {
        Node node = edge.node();
        Pending slot = pending.get(node);
        if (slot == null) {
            slot = new Pending(node, arrivals++);
            pending.put(node, slot);
            queue.add(slot);
        }
        int output = edge.output();
        Tensor before = slot.grads[output];
        if (before == null) {
            slot.grads[output] = grad;
            slot.owned[output] = owned;
        } else if (slot.owned[output] && before.isContiguous()) {
            before.add_(grad);
        } else {
            slot.grads[output] = before.add(grad);
            slot.owned[output] = !createGraph;
        }
    }

    /**
     * Undoes broadcasting and promotion: sums over stretched dimensions, converts to the input's dtype.
     *
     * @throws AutogradException if the gradient's shape is not one that the input broadcasts to
     */
    @SuppressWarnings("ReferenceEquality") // The same object spares the comparison; another may still be equal.
    static Tensor fit(Node node, int index, Tensor grad, @Nullable TensorType input) {
        if (input == null) {
            return grad;
        }
        if (grad.shape() != input.shape() && !input.shape().broadcastsTo(grad.shape())) {
            throw new AutogradException(node.name() + " returned an invalid gradient for input " + index
                    + ": its shape is " + grad.shape() + ", expected one compatible with " + input.shape());
        }
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
        return grad.sum(Arrays.copyOf(folded, count)).reshape(shape.toArray());
    }
}
