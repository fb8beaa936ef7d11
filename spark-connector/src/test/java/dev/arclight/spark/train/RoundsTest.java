package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.optim.NamedOptimizer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void a_round_ends_after_the_first_step_then_after_the_period_and_with_its_epoch() {
        List<Round> rounds = all(new Rounds(plan(2, 0, 4, 0), 10));

        assertThat(rounds).extracting(Round::steps).containsExactly(1, 4, 4, 1, 3, 4, 3);
        assertThat(rounds).extracting(Round::firstStep).containsExactly(0, 1, 5, 9, 0, 3, 7);
        assertThat(rounds).extracting(Round::epoch).containsExactly(0, 0, 0, 0, 1, 1, 1);
        assertThat(rounds).extracting(Round::stepsBefore).containsExactly(0L, 1L, 5L, 9L, 10L, 13L, 17L);
    }

    @Test
    void every_step_of_the_warm_up_is_a_round_even_across_an_epoch_s_end() {
        List<Round> rounds = all(new Rounds(plan(3, 0, 4, 7), 5));

        assertThat(rounds).extracting(Round::steps).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3);
    }

    @Test
    void steps_instead_of_epochs_end_in_the_middle_of_one() {
        Rounds rounds = new Rounds(plan(1, 13, 4, 0), 5);

        assertThat(all(rounds)).extracting(Round::steps).containsExactly(1, 4, 4, 1, 3);
        assertThat(rounds.epochs()).isEqualTo(3);
    }

    @Test
    void the_count_is_that_of_the_rounds() {
        for (int epochs = 1; epochs <= 3; epochs++) {
            for (int maxSteps : new int[] {0, 1, 4, 5, 6, 11}) {
                for (int period = 1; period <= 6; period++) {
                    for (int warmUp = 0; warmUp <= 12; warmUp++) {
                        Rounds rounds = new Rounds(plan(epochs, maxSteps, period, warmUp), 5);
                        List<Round> all = all(rounds);
                        assertThat(rounds.count()).isEqualTo(all.size());
                        assertThat(all.stream().mapToLong(Round::steps).sum()).isEqualTo(rounds.steps());
                        assertThat(all.stream().filter(rounds::endsEpoch)).hasSize(rounds.epochs());
                    }
                }
            }
        }
    }

    @Test
    void more_rounds_than_can_be_counted_are_refused() {
        assertThat(new Rounds(plan(1 << 20, 0, 1 << 11, 0), 1 << 11).count()).isEqualTo(1 << 21);
        assertThatThrownBy(() -> new Rounds(plan(1 << 20, 0, 1, 0), 1 << 11))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the training would have 2147483648 rounds")
                .hasMessageContaining("raise averagingPeriod");
    }

    private static List<Round> all(Rounds rounds) {
        List<Round> all = new ArrayList<>(List.of(rounds.first()));
        while (!rounds.isLast(all.get(all.size() - 1))) {
            all.add(rounds.after(all.get(all.size() - 1)));
        }
        return all;
    }

    private static TrainingPlan plan(int epochs, int maxSteps, int period, int warmUp) {
        OptimizerSettings sgd = new OptimizerSettings(NamedOptimizer.SGD, 0.1, 0, Double.NaN);
        return TrainingPlan.of("rounds", "{}", sgd, epochs, 8, period, 0).withSteps(maxSteps, warmUp);
    }
}
