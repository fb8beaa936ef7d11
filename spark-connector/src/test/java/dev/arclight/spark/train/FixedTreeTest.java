package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FixedTreeTest {

    @Test
    void neighbours_meet_first_and_gaps_leave_no_node() {
        assertThat(merged(List.of(0, 1, 2, 3))).isEqualTo("((0 1) (2 3))");
        assertThat(merged(List.of(0, 1, 2))).isEqualTo("((0 1) 2)");
        assertThat(merged(List.of(1, 2, 3))).isEqualTo("(1 (2 3))");
        assertThat(merged(List.of(0, 3, 4, 5, 16))).isEqualTo("(((0 3) (4 5)) 16)");
        assertThat(merged(List.of(5))).isEqualTo("5");
    }

    @Test
    void nothing_merges_to_nothing() {
        assertThat(new FixedTree<String>(String::concat).result()).isEmpty();
    }

    private static String merged(List<Integer> partitions) {
        FixedTree<String> tree = new FixedTree<>((left, right) -> "(" + left + " " + right + ")");
        partitions.forEach(partition -> tree.add(partition, partition.toString()));
        return tree.result().orElseThrow();
    }
}
