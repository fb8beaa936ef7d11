package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HeldOutScoreTest {
    @Test
    void theSumIsMadeInTheOrderOfThePartitions() {
        HeldOutScore first = new HeldOutScore(0, 1e16, 1e16, 1e16);
        HeldOutScore second = new HeldOutScore(1, 1, 1, 1);
        HeldOutScore third = new HeldOutScore(2, -1e16, -1e16, -1e16);

        assertThat(HeldOutScore.sum(List.of(third, first, second))).isEqualTo(new HeldOutScore(0, 0, 0, 0));
        assertThat(HeldOutScore.sum(List.of(first, second, third))).isEqualTo(new HeldOutScore(0, 0, 0, 0));
    }

    @Test
    void lossAndAccuracyAreSharesOfTheWeight() {
        HeldOutScore score = new HeldOutScore(0, 4, 10, 3);

        assertThat(score.loss()).isEqualTo(2.5);
        assertThat(score.accuracy()).isEqualTo(0.75);
    }
}
