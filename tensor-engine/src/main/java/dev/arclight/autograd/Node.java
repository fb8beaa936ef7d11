package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place in the recorded graph that gradients flow to: a recorded call, or the leaf whose gradient is collected. As
 * {@code torch.autograd.graph.Node}; {@link Tensor#gradFn()} gives one.
 *
 * <pre>{@code
 * x.mul(y).gradFn();                        // <MulBackward0>
 * x.mul(y).gradFn().nextFunctions();        // [(<AccumulateGrad>, 0), (<AccumulateGrad>, 0)]
 * }</pre>
 */
public abstract sealed class Node permits AccumulateGrad, CallNode, CopySlices, FunctionNode, OnceDifferentiable {
    static final @Nullable GradState[] NO_EDGES = {};

    /** One more than the deepest input: whoever uses a result is deeper than whoever made it. */
    final int depth;

    /** How many results, hence gradients, this node has. */
    final int outputs;

    /** Where each input's gradient flows; null where none is wanted. */
    final @Nullable GradState[] edges;

    /** Hooks and the like, which few nodes have. */
    private @Nullable NodeExtras extras;

    Node(@Nullable GradState[] edges, int outputs) {
        this.edges = edges;
        this.outputs = outputs;
        int deepest = -1;
        for (GradState edge : edges) {
            if (edge != null && edge.node().depth > deepest) {
                deepest = edge.node().depth;
            }
        }
        this.depth = deepest + 1;
        if (ThreadState.current().anomaly) {
            extras().site = CallSite.current();
        }
    }

    /** What made the results, such as {@code MulBackward0}. */
    public abstract String name();

    /** The functions that this one's gradients flow to, in the order of the inputs. */
    public final List<Edge> nextFunctions() {
        List<Edge> next = new ArrayList<>(edges.length);
        for (GradState edge : edges) {
            next.add(edge == null ? Edge.NONE : new Edge(edge.node(), edge.output()));
        }
        return List.copyOf(next);
    }

    /**
     * Where a gradient flows.
     *
     * @param function null where none is wanted
     * @param inputNr which result of that function
     */
    public record Edge(@Nullable Node function, int inputNr) {
        static final Edge NONE = new Edge(null, 0);

        @Override
        public String toString() {
            return "(" + (function == null ? "none" : function) + ", " + inputNr + ")";
        }
    }

    /**
     * Calls {@code hook} each time this node has run, with the gradients of its inputs and those of its results; what it
     * returns, unless null, replaces the former. Entries are null where no gradient flowed.
     */
    public final RemovableHandle registerHook(BinaryOperator<@Nullable Tensor @Nullable []> hook) {
        return RemovableHandle.add(extras().postHooks, hook);
    }

    /**
     * Calls {@code hook} each time before this node runs, with the gradients of its results; what it returns, unless
     * null, replaces them.
     */
    public final RemovableHandle registerPreHook(UnaryOperator<@Nullable Tensor @Nullable []> hook) {
        return RemovableHandle.add(extras().preHooks, hook);
    }

    /** As PyTorch prints it: {@code <MulBackward0>}. */
    @Override
    public final String toString() {
        return "<" + name() + ">";
    }

    /**
     * The gradients of the inputs given those of the results.
     *
     * @param grads one per result; null where nothing flowed back
     * @param wanted which of the inputs' gradients are of use; null means all that have an edge
     */
    abstract @Nullable Tensor[] apply(@Nullable Tensor[] grads, boolean @Nullable [] wanted);

    /** What input {@code i} was, which its gradient must agree with; null if anything goes. */
    abstract @Nullable TensorType inputType(int i);

    /** Forgets what was saved. */
    abstract void release();

    /** Whether a gradient that this node makes may be memory that it keeps or the user knows. */
    abstract boolean mayHold(Tensor grad);

    final @Nullable NodeExtras extrasOrNull() {
        return extras;
    }

    final synchronized NodeExtras extras() {
        NodeExtras known = extras;
        if (known == null) {
            known = new NodeExtras();
            extras = known;
        }
        return known;
    }

    /** Where the user's code made this node, if that was recorded. */
    final @Nullable StackTraceElement site() {
        NodeExtras known = extras;
        return known == null ? null : known.site;
    }
}
