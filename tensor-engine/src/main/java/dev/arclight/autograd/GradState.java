package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What a tensor that takes part in gradients carries: where it came from, or what has flowed back to it. */
public final class GradState {
    private final Node node;
    private final int output;
    private @Nullable Tensor grad;

    /** The state of output {@code output} of a recorded call. */
    GradState(Node node, int output) {
        this.node = node;
        this.output = output;
    }

    /** The state of a tensor that gradients are collected for. */
    public static GradState leaf() {
        LeafNode node = new LeafNode();
        GradState state = new GradState(node, 0);
        node.target = state;
        return state;
    }

    public boolean isLeaf() {
        return node instanceof LeafNode;
    }

    /** The gradient collected so far, or null. */
    public @Nullable Tensor grad() {
        return grad;
    }

    public void grad(@Nullable Tensor value) {
        grad = value;
    }

    /** The op whose result this is, or null for a leaf. */
    public @Nullable String producer() {
        return node instanceof CallNode call ? call.op().name() : null;
    }

    Node node() {
        return node;
    }

    int output() {
        return output;
    }
}
