package dev.arclight.autograd;

/** A place in the recorded graph that gradients flow to. */
abstract sealed class Node permits CallNode, LeafNode {
    /** One more than the deepest input: whoever uses a result is deeper than whoever made it. */
    final int depth;

    /** How many results, hence gradients, this node has. */
    final int outputs;

    Node(int depth, int outputs) {
        this.depth = depth;
        this.outputs = outputs;
    }
}
