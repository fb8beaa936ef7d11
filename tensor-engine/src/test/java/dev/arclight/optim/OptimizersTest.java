package dev.arclight.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
    static Stream<Function<List<Tensor>, Optimizer>> optimizers() {
        return Stream.of(
                parameters -> new SGD(parameters, 0.1),
                parameters ->
                        new SGD(parameters, 0.1).momentum(0.9).dampening(0.5).weightDecay(0.01),
                parameters -> new SGD(parameters, 0.1).momentum(0.9).nesterov(true),
                parameters -> new Adam(parameters, 0.1).weightDecay(0.01));
    }

    private static Tensor parameter(long seed) {
        return Tensor.randn(Generator.seeded(seed), 2, 3).requiresGrad(true);
    }

    private static Tensor gradient(long seed) {
        return Tensor.randn(Generator.seeded(seed), 2, 3);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aParameterMovesAsIfItHadAnOptimizerOfItsOwn(Function<List<Tensor>, Optimizer> kind) {
        Tensor early = parameter(1);
        Tensor late = parameter(2);
        Tensor alone = parameter(2);
        Optimizer both = kind.apply(List.of(early, late));
        Optimizer own = kind.apply(List.of(alone));
        for (int step = 0; step < 6; step++) {
            early.setGrad(gradient(10 + step));
            boolean has = step == 3 || step == 5;
            late.setGrad(has ? gradient(20 + step) : null);
            both.step();
            if (has) {
                alone.setGrad(gradient(20 + step));
                own.step();
            }
        }
        assertThat(late.toFloatArray()).isEqualTo(alone.toFloatArray());
        assertThat(both.steps()).containsExactly(6, 2);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void whatIsRememberedContinuesInAnother(Function<List<Tensor>, Optimizer> kind) {
        Tensor first = parameter(1);
        Tensor second = parameter(2);
        Optimizer optimizer = kind.apply(List.of(first, second));
        for (int step = 0; step < 3; step++) {
            first.setGrad(gradient(step));
            second.setGrad(step == 1 ? gradient(10) : null);
            optimizer.step();
        }
        Tensor[] copies = {
            first.detach().clone().requiresGrad(true), second.detach().clone().requiresGrad(true)
        };
        Optimizer another = kind.apply(List.of(copies));
        List<float[]> state = another.state();
        for (int i = 0; i < state.size(); i++) {
            System.arraycopy(optimizer.state().get(i), 0, state.get(i), 0, state.get(i).length);
        }
        another.steps(optimizer.steps());
        for (Tensor parameter : List.of(first, second, copies[0], copies[1])) {
            parameter.setGrad(gradient(30));
        }
        optimizer.step();
        another.step();
        assertThat(copies[0].toFloatArray()).isEqualTo(first.toFloatArray());
        assertThat(copies[1].toFloatArray()).isEqualTo(second.toFloatArray());
    }

    @Test
    void theFirstGradientOfAParameterIsNotDampened() {
        Tensor parameter = Tensor.zeros(1).requiresGrad(true);
        Tensor other = Tensor.zeros(1).requiresGrad(true);
        SGD optimizer = new SGD(List.of(other, parameter), 1).momentum(0.5).dampening(0.75);
        other.setGrad(Tensor.ones(1));
        optimizer.step();
        parameter.setGrad(Tensor.ones(1));
        optimizer.step();
        assertThat(parameter.item()).isEqualTo(-1);
        optimizer.step();
        assertThat(parameter.item()).isEqualTo(-1.75);
    }

    @Test
    void aParameterWithoutGradientStaysAndAllAreForgotten() {
        Tensor parameter = parameter(1);
        float[] before = parameter.toFloatArray();
        Optimizer optimizer = new Adam(List.of(parameter)).weightDecay(0.5);
        optimizer.step();
        assertThat(parameter.toFloatArray()).isEqualTo(before);
        parameter.setGrad(gradient(1));
        optimizer.zeroGrad();
        assertThat(parameter.grad()).isNull();
    }

    @Test
    void onlyLeavesAndThoseThatRetainGradientsAreTaken() {
        Tensor leaf = parameter(1);
        assertThatThrownBy(() -> new SGD(List.of(leaf.mul(2)), 0.1))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("leaves");
        Tensor retaining = leaf.mul(2);
        retaining.retainGrad();
        assertThat(new SGD(List.of(retaining), 0.1).parameters()).containsExactly(retaining);
    }

    @Test
    void whatCannotBeSteppedIsRefused() {
        assertThatThrownBy(() -> new SGD(List.of(), 0.1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new SGD(List.of(Tensor.zeros(DType.FLOAT64, 2)), 0.1))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("float32");
        List<Tensor> parameters = List.of(parameter(1));
        assertThatThrownBy(() -> new SGD(parameters, -1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new Adam(parameters).betas(0.9, 1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new SGD(parameters, 0.1).nesterov(true).step())
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("momentum > 0");
        assertThatThrownBy(() -> new SGD(parameters, 0.1).steps(1, 2))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("[1, 2]");
    }
}
