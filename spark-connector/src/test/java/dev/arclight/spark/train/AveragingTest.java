package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AveragingTest {
    private static final long SEED = 5;

    @Test
    void each_partition_counts_by_its_examples() {
        Contribution few = contribution(0, 1, 10f, -4f);
        Contribution many = contribution(1, 3, 2f, 8f);

        Contribution mean = Averaging.merge(List.of(few, many)).orElseThrow();

        assertThat(mean.state().values()).containsExactly(4f, 5f);
        assertThat(mean.examples()).isEqualTo(4);
    }

    @Test
    void of_counts_the_greatest_goes_on() {
        assertThat(Averaging.merge(random(5)).orElseThrow().state().counts()).containsExactly(4, 0);
    }

    @Test
    void the_mean_of_one_partition_is_that_partition() {
        Contribution one = contribution(7, 3, 0.1f, Float.MIN_VALUE);

        assertThat(Averaging.merge(List.of(one))).containsSame(one);
    }

    @Test
    void nobody_s_mean_is_empty() {
        assertThat(Averaging.merge(List.of())).isEmpty();
    }

    @Test
    void the_order_in_which_tasks_finish_does_not_change_a_bit() {
        List<Contribution> contributions = random(37);
        float[] expected = values(contributions);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(contributions, new Random(SEED + i));
            assertThat(values(contributions)).isEqualTo(expected);
        }
    }

    @Test
    void merging_in_stages_gives_the_bits_of_merging_at_once() {
        List<Contribution> contributions = random(100);
        // Partitions that had nothing to learn leave gaps, a whole group among them.
        contributions.removeIf(c -> c.partition() % 7 == 3 || c.partition() / 16 == 2);
        List<Contribution> stage = new ArrayList<>();
        for (int group = 0; group < 7; group++) {
            int number = group;
            Averaging.merge(contributions.stream()
                            .filter(c -> c.partition() / 16 == number)
                            .toList())
                    .ifPresent(stage::add);
        }

        assertThat(stage).hasSize(6);
        assertThat(values(stage)).isEqualTo(values(contributions));
    }

    @Test
    void a_failure_is_what_the_mean_reports() {
        Contribution failed = Contribution.failed(3, "the loss of batch 2 is NaN");
        List<Contribution> contributions = random(6);
        contributions.set(3, failed);

        assertThat(Averaging.merge(contributions)).containsSame(failed);
    }

    private static float[] values(List<Contribution> contributions) {
        return Averaging.merge(contributions).orElseThrow().state().values();
    }

    private static Contribution contribution(int partition, long examples, float... values) {
        return new Contribution(
                partition,
                examples,
                examples,
                examples * 0.5,
                Contribution.NO_FAILURE,
                0,
                new TrainingState(values, new long[] {partition, -partition}));
    }

    private static List<Contribution> random(int count) {
        Random random = new Random(SEED);
        List<Contribution> contributions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            float[] values = new float[2];
            values[0] = (float) random.nextGaussian();
            values[1] = (float) Math.exp(20 * random.nextGaussian());
            contributions.add(contribution(partition, 1 + random.nextInt(1000), values));
        }
        return contributions;
    }
}
