package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DrawsTest {
    @Test
    void everyRoundOfEveryPartitionHasNumbersOfItsOwn() {
        Set<Long> drawn = new HashSet<>();
        for (long seed = 0; seed < 3; seed++) {
            for (int round = 0; round < 10; round++) {
                for (int partition = 0; partition < 10; partition++) {
                    drawn.add(Draws.of(seed, round, partition).nextLong());
                }
            }
        }

        assertThat(drawn).hasSize(300);
    }

    @Test
    void anOrderHasEveryRowOnce() {
        assertThat(Draws.order(1, 2, 3, 100)).doesNotHaveDuplicates().hasSize(100);
        assertThat(Draws.order(1, 2, 3, 100)).isEqualTo(Draws.order(1, 2, 3, 100));
        assertThat(Draws.order(1, 3, 3, 100)).isNotEqualTo(Draws.order(1, 2, 3, 100));
    }
}
