package dev.arclight.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NamedOptimizerTest {
    private static Optimizer named(String name, double weightDecay) {
        return new NamedOptimizer(name, 0.25, 0.5, weightDecay).over(List.of(Tensor.ones(2)));
    }

    @Test
    void each_name_is_that_of_its_optimizer() {
        for (String name : NamedOptimizer.NAMES) {
            Optimizer optimizer = named(name, Double.NaN);

            assertThat(optimizer.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                    .isEqualTo(name);
            assertThat(optimizer.paramGroups().get(0).lr()).as(name).isEqualTo(0.25);
        }
    }

    @Test
    void a_decay_of_nan_is_the_optimizers_own_default() {
        assertThat(named("adamw", Double.NaN).paramGroups().get(0).number("weight_decay"))
                .isEqualTo(0.01);
        assertThat(named("adamw", 0.5).paramGroups().get(0).number("weight_decay"))
                .isEqualTo(0.5);
    }

    @Test
    void an_unknown_name_is_an_error_that_lists_the_known_ones() {
        assertThatThrownBy(() -> named("sdg", Double.NaN))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("'sdg'")
                .hasMessageContaining("rmsprop");
    }
}
