package dev.arclight.spark.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SpeedUpEstimateTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-9);
    private static final RoundTraffic NONE = new RoundTraffic(0, 0, false);

    @Test
    void rounds_that_cost_nothing_to_average_scale_with_the_workers() {
        SpeedUpEstimate free = new SpeedUpEstimate(2, 0, 2, NONE);

        assertThat(free.speedUp(16)).isEqualTo(16);
        assertThat(free.efficiency(8)).isEqualTo(1);
        assertThat(free.favoursOneMachine()).isFalse();
    }

    @Test
    void averaging_grows_by_what_more_workers_have_the_driver_take_in_and_hand_on() {
        // 12.5 MB take 0.01 s at 10 Gbit/s.
        SpeedUpEstimate estimate = new SpeedUpEstimate(1, 0.2, 2, new RoundTraffic(12_500_000, 12_500_000, false));

        assertThat(estimate.speedUp(2)).isCloseTo(2 / 1.2, NEAR);
        // 14 workers more send to the driver, and the state is handed on three times more.
        assertThat(estimate.speedUp(16)).isCloseTo(16 / (1 + 0.2 + 0.14 + 0.03), NEAR);
        // Of more than 16, groups of 16 send one state each.
        assertThat(estimate.speedUp(32)).isCloseTo(32 / (1 + 0.2 + 0.14 + 0.04), NEAR);
        assertThat(estimate)
                .hasToString("a round computes 1.000 s and averages in 0.200 s; predicted speed-up: 1 worker"
                        + " 1.0, 2 workers 1.7, 4 workers 3.3, 8 workers 6.3, 16 workers 11.7");
    }

    @Test
    void where_executors_average_the_driver_takes_in_as_much_from_any_number_of_workers() {
        SpeedUpEstimate estimate = new SpeedUpEstimate(1, 0.2, 2, new RoundTraffic(12_500_000, 12_500_000, true));

        assertThat(estimate.speedUp(16)).isCloseTo(16 / (1 + 0.2 + 0.03), NEAR);
    }

    @Test
    void a_round_sends_the_whole_state_out_and_narrow_parameters_back() {
        TrainingState state = new TrainingState(new float[300], new long[0]);

        assertThat(RoundTraffic.of(state, 100, new AveragingPlan(Wire.FLOAT32, 0, 1L << 20)))
                .isEqualTo(new RoundTraffic(1200, 1200, false));
        assertThat(RoundTraffic.of(state, 100, new AveragingPlan(Wire.FLOAT16, 0, 1200)))
                .isEqualTo(new RoundTraffic(1200, 1000, true));
    }

    @Test
    void where_averaging_takes_far_longer_than_learning_one_machine_is_advised() {
        SpeedUpEstimate estimate = new SpeedUpEstimate(0.001, 0.02, 2, NONE);

        assertThat(estimate.speedUp(1)).isEqualTo(1);
        assertThat(estimate.favoursOneMachine()).isTrue();
        assertThat(estimate.toString())
                .endsWith("one machine is as fast: train in one partition, or raise" + " averagingPeriod or batchSize");
    }

    @Test
    void no_workers_are_refused() {
        assertThatThrownBy(() -> new SpeedUpEstimate(1, 1, 1, NONE).speedUp(0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_meter_tells_the_medians_of_five_rounds_behind_the_first_once() {
        SpeedUpMeter meter = new SpeedUpMeter(4, 2, NONE);

        assertThat(meter.roundDone(100, 1000)).isEmpty();
        for (double compute : new double[] {1, 5, 2, 9}) {
            assertThat(meter.roundDone(compute, 2 * compute + 0.5)).isEmpty();
        }
        // Four partitions on two slots compute in two waves.
        assertThat(meter.roundDone(3, 6.5)).isEqualTo(Optional.of(new SpeedUpEstimate(3, 0.5, 2, NONE)));
        assertThat(meter.roundDone(3, 6.5)).isEmpty();
    }
}
