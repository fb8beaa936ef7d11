package dev.arclight.optim.lrscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.ArclightException;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class NamedScheduleTest {
    @Test
    void all_rise_to_the_full_rate_in_their_warm_up() {
        for (String name : NamedSchedule.NAMES) {
            IntToDoubleFunction factors = new NamedSchedule(name, 4).factors(20);

            assertThat(factors.applyAsDouble(0)).as(name).isZero();
            assertThat(factors.applyAsDouble(2)).as(name).isEqualTo(0.5);
            assertThat(factors.applyAsDouble(4)).as(name).isEqualTo(1);
        }
    }

    @Test
    void behind_it_each_does_as_its_name_says() {
        assertThat(new NamedSchedule("constant", 4).factors(20).applyAsDouble(12))
                .isEqualTo(1);
        assertThat(new NamedSchedule("linear", 4).factors(20).applyAsDouble(12)).isEqualTo(0.5);
        assertThat(new NamedSchedule("cosine", 4).factors(20).applyAsDouble(8))
                .isEqualTo(0.5 + Math.sqrt(0.125), within(1e-12));
        assertThat(new NamedSchedule("inverse_sqrt", 4).factors(20).applyAsDouble(16))
                .isEqualTo(0.5);
        assertThat(new NamedSchedule("inverse_sqrt", 0).factors(20).applyAsDouble(30_000))
                .isEqualTo(0.5);
    }

    @Test
    void an_unknown_name_is_an_error_that_lists_the_known_ones() {
        assertThatThrownBy(() -> new NamedSchedule("cosinus", 0).factors(1))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("'cosinus'")
                .hasMessageContaining("cosine");
    }
}
