package dev.arclight.spark.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Merges what partitions give along one binary tree over their numbers, whose nodes are the ranges {@code [i·2ᵏ, (i + 1)·2ᵏ)}.
 * Nodes are given in the order of their numbers; a logarithm of their count is held at a time.
 *
 * <p>Which nodes are merged depends on the numbers alone, so merging some first and those later is the same.
 */
final class FixedTree<T> {
    private record Node<T>(int partition, T value) {}

    private final BinaryOperator<T> merge;
    private final Deque<Node<T>> open = new ArrayDeque<>();

    FixedTree(BinaryOperator<T> merge) {
        this.merge = merge;
    }

    /** @param partition greater than that of any node before */
    void add(int partition, T value) {
        while (open.size() > 1 && closes(partition)) {
            mergeTop();
        }
        open.push(new Node<>(partition, value));
    }

    /** Everything merged; empty if there was nothing. Nothing is added after it. */
    Optional<T> result() {
        while (open.size() > 1) {
            mergeTop();
        }
        return Optional.ofNullable(open.peek()).map(Node::value);
    }

    /** Whether the last two nodes meet below where the last and a node of that number do. */
    private boolean closes(int partition) {
        Node<T> right = open.pop();
        int left = open.getFirst().partition();
        open.push(right);
        return level(left, right.partition()) < level(right.partition(), partition);
    }

    /** The height of the lowest node that both lie in: the highest bit in which they differ. */
    private static int level(int partition, int other) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(partition ^ other);
    }

    private void mergeTop() {
        Node<T> right = open.pop();
        Node<T> left = open.pop();
        open.push(new Node<>(left.partition(), merge.apply(left.value(), right.value())));
    }
}
