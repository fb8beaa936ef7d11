package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpeedUpEstimateTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-9);

    @Test
    void rounds_that_cost_nothing_to_average_scale_with_the_workers() {
        SpeedUpEstimate free = new SpeedUpEstimate(2, 0, 2);

        assertThat(free.speedUp(16)).isEqualTo(16);
        assertThat(free.efficiency(8)).isEqualTo(1);
        assertThat(free.favoursOneMachine()).isFalse();
    }

    @Test
    void averaging_grows_with_the_logarithm_of_the_workers() {
        SpeedUpEstimate estimate = new SpeedUpEstimate(1, 0.2, 2);

        // Two levels took 0.2 s, so the five of 16 workers take 0.5 s.
        assertThat(estimate.speedUp(2)).isCloseTo(2 / 1.2, NEAR);
        assertThat(estimate.speedUp(16)).isCloseTo(16 / 1.5, NEAR);
        assertThat(estimate)
                .hasToString("a round computes 1.000 s and averages in 0.200 s; predicted speed-up: 1 worker"
                        + " 1.0, 2 workers 1.7, 4 workers 3.1, 8 workers 5.7, 16 workers 10.7");
    }

    @Test
    void where_averaging_takes_far_longer_than_learning_one_machine_is_advised() {
        SpeedUpEstimate estimate = new SpeedUpEstimate(0.001, 0.02, 2);

        assertThat(estimate.speedUp(1)).isEqualTo(1);
        assertThat(estimate.favoursOneMachine()).isTrue();
        assertThat(estimate.toString())
                .endsWith("one machine is as fast: train in one partition, or raise" + " averagingPeriod or batchSize");
    }

    @Test
    void no_workers_are_refused() {
        assertThatThrownBy(() -> new SpeedUpEstimate(1, 1, 1).speedUp(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_meter_tells_the_medians_of_five_rounds_behind_the_first_once() {
        SpeedUpMeter meter = new SpeedUpMeter(4, 2);

        assertThat(meter.roundDone(100, 1000)).isEmpty();
        for (double compute : new double[] {1, 5, 2, 9}) {
            assertThat(meter.roundDone(compute, 2 * compute + 0.5)).isEmpty();
        }
        // Four partitions on two slots compute in two waves.
        assertThat(meter.roundDone(3, 6.5)).isEqualTo(Optional.of(new SpeedUpEstimate(3, 0.5, 2)));
        assertThat(meter.roundDone(3, 6.5)).isEmpty();
    }
}
