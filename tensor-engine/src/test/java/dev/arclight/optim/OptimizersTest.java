package dev.arclight.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.RemovableHandle;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
    static Stream<Function<List<Tensor>, Optimizer>> optimizers() {
        return Stream.concat(
                withoutNumbers(),
                Stream.of(
                        parameters ->
                                new NAdam(parameters, 0.1).weightDecay(0.1).decoupledWeightDecay(true),
                        parameters -> new ASGD(parameters, 0.1).t0(2)));
    }

    /** Those that remember nothing but tensors and counts of steps. */
    static Stream<Function<List<Tensor>, Optimizer>> withoutNumbers() {
        return Stream.of(
                parameters -> new SGD(parameters, 0.1),
                parameters ->
                        new SGD(parameters, 0.1).momentum(0.9).dampening(0.5).weightDecay(0.01),
                parameters -> new SGD(parameters, 0.1).momentum(0.9).nesterov(true),
                parameters -> new Adam(parameters, 0.1).weightDecay(0.01),
                parameters -> new Adam(parameters, 0.1).amsgrad(true),
                parameters -> new AdamW(parameters, 0.1),
                parameters -> new Adamax(parameters, 0.1),
                parameters -> new RAdam(parameters, 0.1).betas(0.8, 0.5),
                RMSprop::new,
                parameters -> new RMSprop(parameters, 0.1).momentum(0.5).centered(true),
                parameters -> new Adagrad(parameters, 0.1).lrDecay(0.1).initialAccumulatorValue(0.5),
                Adadelta::new,
                parameters -> new Rprop(parameters, 0.0625));
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
    @MethodSource("withoutNumbers")
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
        List<Tensor> state = another.stateTensors();
        for (int i = 0; i < state.size(); i++) {
            state.get(i).copy_(optimizer.stateTensors().get(i));
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
                .hasMessageContaining("no leaf");
        Tensor retaining = leaf.mul(2);
        retaining.retainGrad();
        assertThat(new SGD(List.of(retaining), 0.1).parameters()).containsExactly(retaining);
    }

    @Test
    void whatCannotBeSteppedIsRefused() {
        assertThatThrownBy(() -> new SGD(List.of(), 0.1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new SGD(List.of(Tensor.zeros(DType.INT64, 2)), 0.1))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("floating parameters");
        List<Tensor> parameters = List.of(parameter(1));
        assertThatThrownBy(() -> new SGD(parameters, -1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new Adam(parameters).betas(0.9, 1)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> new SGD(parameters, 0.1).nesterov(true).step())
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("requires a momentum");
        assertThatThrownBy(() -> new SGD(parameters, 0.1).steps(1, 2))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("[1, 2]");
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStateDictTakenInTheMiddleContinuesBitForBit(Function<List<Tensor>, Optimizer> kind) {
        Tensor first = parameter(1);
        Tensor second = parameter(2);
        Optimizer optimizer = kind.apply(List.of(first, second));
        for (int step = 0; step < 7; step++) {
            first.setGrad(gradient(step));
            second.setGrad(step == 2 ? gradient(10) : null);
            optimizer.step();
        }
        Tensor[] copies = {
            first.detach().clone().requiresGrad(true), second.detach().clone().requiresGrad(true)
        };
        Optimizer another = kind.apply(List.of(copies));
        another.loadStateDict(optimizer.stateDict());
        for (int step = 0; step < 5; step++) {
            for (Tensor parameter : List.of(first, second, copies[0], copies[1])) {
                parameter.setGrad(gradient(30 + step));
            }
            optimizer.step();
            another.step();
        }
        assertThat(copies[0].toFloatArray()).isEqualTo(first.toFloatArray());
        assertThat(copies[1].toFloatArray()).isEqualTo(second.toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void howAParameterLiesInMemoryDoesNotMatter(Function<List<Tensor>, Optimizer> kind) {
        Tensor plain = parameter(1);
        Tensor transposed = plain.detach().t().contiguous().t().requiresGrad(true);
        Tensor inside = Tensor.cat(List.of(Tensor.zeros(1, 3), plain.detach(), Tensor.zeros(1, 3)), 0)
                .narrow(0, 1, 2)
                .detach()
                .requiresGrad(true);
        assertThat(transposed.isContiguous()).isFalse();
        assertThat(inside.offset()).isEqualTo(3);
        Optimizer optimizer = kind.apply(List.of(plain, transposed, inside));
        for (int step = 0; step < 4; step++) {
            Tensor gradient = gradient(step);
            plain.setGrad(gradient);
            transposed.setGrad(gradient.clone());
            inside.setGrad(gradient.t().contiguous().t());
            optimizer.step();
            inside.setGrad(null);
            plain.setGrad(gradient);
            transposed.setGrad(gradient.t().contiguous().t());
            inside.setGrad(gradient.clone());
            optimizer.step();
        }
        assertThat(transposed.toFloatArray()).isEqualTo(plain.toFloatArray());
        assertThat(inside.toFloatArray()).isEqualTo(plain.toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void halvesAreComputedInFloat32AndRoundedOnce(Function<List<Tensor>, Optimizer> kind) {
        for (DType dtype : List.of(DType.FLOAT16, DType.BFLOAT16)) {
            Tensor half = parameter(1).detach().to(dtype).requiresGrad(true);
            Tensor whole = half.detach().toFloat().requiresGrad(true);
            Tensor gradient = gradient(3).to(dtype);
            half.setGrad(gradient);
            whole.setGrad(gradient.toFloat());
            kind.apply(List.of(half)).step();
            kind.apply(List.of(whole)).step();
            assertThat(half.toFloatArray())
                    .isEqualTo(whole.detach().to(dtype).toFloat().toFloatArray());
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void maximizingIsMinimizingTheOpposite(Function<List<Tensor>, Optimizer> kind) {
        Tensor up = parameter(1);
        Tensor down = parameter(1);
        Optimizer climbing = kind.apply(List.of(up));
        climbing.paramGroups().get(0).set("maximize", true);
        Optimizer falling = kind.apply(List.of(down));
        for (int step = 0; step < 8; step++) {
            up.setGrad(gradient(step));
            down.setGrad(gradient(step).neg());
            climbing.step();
            falling.step();
        }
        assertThat(up.toFloatArray()).isEqualTo(down.toFloatArray());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void float64IsNearFloat32(Function<List<Tensor>, Optimizer> kind) {
        Tensor narrow = parameter(1);
        Tensor wide = narrow.detach().toDouble().requiresGrad(true);
        Optimizer one = kind.apply(List.of(narrow));
        Optimizer other = kind.apply(List.of(wide));
        for (int step = 0; step < 5; step++) {
            narrow.setGrad(gradient(step));
            wide.setGrad(gradient(step).toDouble());
            one.step();
            other.step();
        }
        double[] values = wide.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) narrow.toFloatArray()[i]).isCloseTo(values[i], within(2e-5));
        }
        other.stateDict();
        assertThat(other.stateTensors()).allMatch(tensor -> tensor.dtype() == DType.FLOAT64);
    }

    @Test
    void whatIsRememberedOutlivesTheArenaOfItsStep() {
        Tensor inside = parameter(1);
        Tensor outside = parameter(1);
        Optimizer recycled = new Adam(List.of(inside), 0.1);
        Optimizer plain = new Adam(List.of(outside), 0.1);
        Arena arena = new Arena();
        for (int step = 0; step < 3; step++) {
            try (Arena.Scope scope = arena.open()) {
                inside.setGrad(gradient(step));
                recycled.step();
                inside.setGrad(null);
            }
            outside.setGrad(gradient(step));
            plain.step();
        }
        assertThat(inside.toFloatArray()).isEqualTo(outside.toFloatArray());
    }

    @Test
    void aGroupHasTheOptionsThatItSetAndTheOptimizersOthers() {
        Tensor one = parameter(1);
        Tensor two = parameter(2);
        Tensor three = parameter(3);
        SGD optimizer = new SGD(
                        List.of(new ParamGroup(one), new ParamGroup(two).lr(0.5).set("momentum", 0.25)), 0.1)
                .momentum(0.9);
        optimizer.addParamGroup(new ParamGroup(three).set("name", "late"));
        assertThat(optimizer.paramGroups().stream().map(ParamGroup::lr)).containsExactly(0.1, 0.5, 0.1);
        assertThat(optimizer.paramGroups().stream().map(group -> group.number("momentum")))
                .containsExactly(0.9, 0.25, 0.9);
        assertThat(optimizer.parameters()).containsExactly(one, two, three);
        assertThat(optimizer.toString())
                .startsWith("SGD (\nParameter Group 0\n    lr: 0.1\n    momentum: 0.9\n")
                .contains("name: late");
        optimizer.learningRate(0.2);
        assertThat(optimizer.paramGroups().stream().map(ParamGroup::lr)).containsExactly(0.2, 0.2, 0.2);
    }

    @Test
    void momentumThatIsRaisedFromZeroLaterBeginsUndampened() {
        Tensor parameter = Tensor.zeros(1).requiresGrad(true);
        SGD optimizer = new SGD(List.of(parameter), 1).dampening(0.75);
        parameter.setGrad(Tensor.ones(1));
        optimizer.step();
        optimizer.paramGroups().get(0).momentum(0.5);
        optimizer.step();
        assertThat(parameter.item()).isEqualTo(-2);
        optimizer.step();
        assertThat(parameter.item()).isEqualTo(-2.75);
    }

    @Test
    void closuresAreCalledWithGradientsAndBetweenTheHooks() {
        Tensor parameter = parameter(1);
        SGD optimizer = new SGD(List.of(parameter), 0.1);
        List<String> calls = new ArrayList<>();
        RemovableHandle before = optimizer.registerStepPreHook(o -> calls.add("before"));
        optimizer.registerStepPostHook(o -> calls.add("after " + (parameter.grad() != null)));
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor loss = optimizer.step(() -> {
                calls.add("closure " + GradMode.isEnabled());
                optimizer.zeroGrad();
                Tensor value = parameter.mul(parameter).sum();
                value.backward();
                return value;
            });
            assertThat(loss.item()).isPositive();
            assertThat(GradMode.isEnabled()).isFalse();
        }
        before.remove();
        optimizer.step();
        assertThat(calls).containsExactly("before", "closure true", "after true", "after true");
    }

    @Test
    void gradientsAreForgottenOrSetToZero() {
        Tensor parameter = parameter(1);
        Tensor gradient = gradient(1);
        parameter.setGrad(gradient);
        Optimizer optimizer = new SGD(List.of(parameter), 0.1).weightDecay(0.5);
        optimizer.zeroGrad(false);
        assertThat(parameter.grad()).isSameAs(gradient);
        assertThat(gradient.toFloatArray()).containsOnly(0);
        float[] before = parameter.toFloatArray();
        optimizer.step();
        assertThat(parameter.toFloatArray()).isNotEqualTo(before);
        optimizer.zeroGrad(true);
        assertThat(parameter.grad()).isNull();
    }

    @Test
    void aStateDictIsLaidOutAsPyTorchs() {
        Tensor first = parameter(1);
        Tensor second = parameter(2);
        Adam optimizer = new Adam(List.of(new ParamGroup(first), new ParamGroup(second).lr(0.5)), 0.1).amsgrad(true);
        second.setGrad(gradient(1));
        optimizer.step();
        Map<String, Object> dict = optimizer.stateDict();
        assertThat(dict).containsOnlyKeys("state", "param_groups");
        assertThat((Map<?, ?>) dict.get("state"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Map.class))
                .containsOnlyKeys("1")
                .extractingByKey("1", InstanceOfAssertFactories.map(String.class, Tensor.class))
                .containsOnlyKeys("step", "exp_avg", "exp_avg_sq", "max_exp_avg_sq");
        Map<?, ?> group = (Map<?, ?>) ((List<?>) dict.get("param_groups")).get(1);
        assertThat(group)
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("lr", 0.5)
                .containsEntry("betas", List.of(0.9, 0.999))
                .containsEntry("amsgrad", true)
                .containsEntry("params", List.of(1));
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAndChangesNothing() {
        Tensor first = parameter(1);
        Adam optimizer = new Adam(List.of(first), 0.1);
        first.setGrad(gradient(1));
        optimizer.step();
        SGD other = new SGD(List.of(parameter(1)), 0.3).momentum(0.5);
        assertThatThrownBy(() -> other.loadStateDict(optimizer.stateDict()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("'exp_avg'")
                .hasMessageContaining("another kind of optimizer");
        assertThat(other.learningRate()).isEqualTo(0.3);
        assertThatThrownBy(() ->
                        new Adam(List.of(Tensor.zeros(4).requiresGrad(true))).loadStateDict(optimizer.stateDict()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("'exp_avg' of parameter 0 is float32[2, 3]")
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> new Adam(List.of(parameter(1), parameter(2))).loadStateDict(optimizer.stateDict()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("doesn't match the size of optimizer's group");
        assertThatThrownBy(() -> new Adam(List.of(new ParamGroup(parameter(1)), new ParamGroup(parameter(2))))
                        .loadStateDict(optimizer.stateDict()))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("different number of parameter groups");
        assertThatThrownBy(() -> other.loadStateDict(Map.of("weight", first)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("'param_groups'");
    }

    @Test
    void optionsThatCannotBeAreRefusedByName() {
        List<Tensor> parameters = List.of(parameter(1));
        refuses(() -> new Adam(parameters, -1), "Adam: invalid learning rate: -1.0; expected a finite number ≥ 0");
        refuses(() -> new SGD(parameters, Double.NaN), "invalid learning rate: NaN");
        refuses(() -> new Adam(parameters).betas(0.9, 1), "invalid beta parameters: [0.9, 1.0]");
        refuses(() -> new Adam(parameters).eps(-1e-8), "invalid epsilon value");
        refuses(() -> new SGD(parameters, 0.1).weightDecay(-1), "invalid weight_decay value");
        refuses(() -> new Adadelta(parameters).rho(1.5), "invalid rho value: 1.5");
        refuses(() -> new Rprop(parameters).etas(1.5, 1.2), "invalid eta values");
        refuses(() -> new LBFGS(parameters).lineSearchFn("armijo"), "'strong_wolfe'");
        refuses(
                () -> new SGD(List.of(new ParamGroup(parameters).set("weightDecay", 0.1)), 0.1),
                "no option 'weightDecay'; it is called 'weight_decay'");
        refuses(() -> new SGD(parameters, 0.1).paramGroups().get(0).lr(-1), "invalid learning rate");
        refuses(() -> new SGD(List.of(parameters.get(0), parameters.get(0)), 0.1), "more than once");
        refuses(() -> new SGD(List.of("weight"), 0.1), "one of the parameters is a String");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ArclightException.class).hasMessageContaining(message);
    }
}
