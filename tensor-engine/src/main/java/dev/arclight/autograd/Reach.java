package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a graph that lies between roots and the tensors whose gradients are wanted, and those gradients. */
final class Reach {
    private final List<GradState> targets;
    private final boolean collect;
    private final @Nullable Tensor[] captured;

    /** Nodes that are a target's, for which gradients are captured. */
    private final Set<Node> targetNodes = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Nodes that a target's gradient flows through: those that run. */
    private final Set<Node> above = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param collect whether the targets' own nodes run when they are leaves, which adds to what they collected */
    Reach(List<GradState> roots, List<GradState> targets, boolean collect) {
        this.targets = targets;
        this.collect = collect;
        this.captured = new @Nullable Tensor[targets.size()];
        int shallowest = Integer.MAX_VALUE;
        for (GradState target : targets) {
            targetNodes.add(target.node());
            shallowest = Math.min(shallowest, target.node().depth);
        }
        // Sources are shallower than what is made of them: in this order each node comes after all its edges' nodes.
        List<Node> nodes = reachable(roots, shallowest);
        nodes.sort((a, b) -> Integer.compare(a.depth, b.depth));
        for (Node node : nodes) {
            for (GradState edge : node.edges) {
                if (edge != null && useful(edge.node())) {
                    above.add(node);
                    break;
                }
            }
        }
    }

    private static List<Node> reachable(List<GradState> roots, int shallowest) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Node> open = new ArrayDeque<>();
        for (GradState root : roots) {
            if (seen.add(root.node())) {
                open.add(root.node());
            }
        }
        Node node;
        while ((node = open.poll()) != null) {
            for (GradState edge : node.edges) {
                if (edge != null && edge.node().depth >= shallowest && seen.add(edge.node())) {
                    open.add(edge.node());
                }
            }
        }
        return new ArrayList<>(seen);
    }

    /** Whether gradients need to flow to a node. */
    boolean useful(Node node) {
        return targetNodes.contains(node) || above.contains(node);
    }

    boolean runs(Node node) {
        return above.contains(node) || collect && node instanceof AccumulateGrad && targetNodes.contains(node);
    }

    boolean[] wantedInputs(Node node) {
        boolean[] wanted = new boolean[node.edges.length];
        for (int i = 0; i < wanted.length; i++) {
            GradState edge = node.edges[i];
            wanted[i] = edge != null && useful(edge.node());
        }
        return wanted;
    }

    /** Takes the gradients of a node that are wanted; whether there were any. */
    boolean capture(Node node, @Nullable Tensor[] grads) {
        boolean taken = !collect && targetNodes.contains(node);
        if (taken) {
            for (int i = 0; i < captured.length; i++) {
                GradState target = targets.get(i);
                if (target.node() == node) {
                    captured[i] = grads[target.output()];
                }
            }
        }
        return taken;
    }

    /** The targets' gradients; null where none flowed. */
    @Nullable
    Tensor[] captured() {
        return captured;
    }
}
