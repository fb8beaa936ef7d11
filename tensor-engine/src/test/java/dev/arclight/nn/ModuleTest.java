package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private static final class Net extends Module {
        private final Linear first = register("first", new Linear(3, 2));
        private final Sequential rest = register("rest", new Sequential(new ReLU(), new Linear(2, 1, false)));
        private final Tensor mean = registerBuffer("mean", Tensor.zeros(3));

        @Override
        public Tensor forward(Tensor input) {
            return rest.forward(first.forward(input.sub(mean)));
        }
    }

    @Test
    void parametersAreNamedByWhereTheyStand() {
        assertThat(new Net().namedParameters().keySet()).containsExactly("first.weight", "first.bias", "rest.1.weight");
        assertThat(new Net().namedBuffers().keySet()).containsExactly("mean");
        assertThat(new Net().stateDict().keySet())
                .containsExactlyInAnyOrder("mean", "first.weight", "first.bias", "rest.1.weight");
    }

    @Test
    void parametersRequireGradientsAndTheStateDoesNot() {
        Net net = new Net();
        assertThat(net.parameters()).allMatch(Tensor::requiresGrad);
        assertThat(net.stateDict().values()).noneMatch(Tensor::requiresGrad);
    }

    @Test
    void aLoadedStateMakesTheSameOutput() {
        Net from = new Net();
        Net to = new Net();
        Tensor x = Tensor.of(new float[] {1, -2, 3}, 1, 3);
        to.loadStateDict(from.stateDict());
        assertThat(to.forward(x).toFloatArray()).isEqualTo(from.forward(x).toFloatArray());
        from.parameters().get(0).detach().fill_(0);
        assertThat(to.parameters().get(0).toFloatArray()).isNotEqualTo(new float[6]);
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAsAWholeNamingEveryProblem() {
        Net net = new Net();
        float[] before = net.parameters().get(0).toFloatArray();
        Map<String, Tensor> state = new LinkedHashMap<>(new Net().stateDict());
        state.remove("mean");
        state.put("first.bias", Tensor.zeros(5));
        state.put("extra", Tensor.zeros(1));
        assertThatThrownBy(() -> net.loadStateDict(state))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("missing mean")
                .hasMessageContaining("first.bias is float32[5], expected float32[2]")
                .hasMessageContaining("unexpected extra");
        assertThat(net.parameters().get(0).toFloatArray()).isEqualTo(before);
    }

    @Test
    void trainingModeReachesEveryPart() {
        Net net = new Net();
        net.eval();
        assertThat(net.isTraining()).isFalse();
        assertThat(net.namedChildren().values()).noneMatch(Module::isTraining);
        net.train();
        assertThat(net.namedChildren().values()).allMatch(Module::isTraining);
    }

    @Test
    void zeroGradForgetsGradients() {
        Net net = new Net();
        net.forward(Tensor.ones(4, 3)).sum().backward();
        assertThat(net.parameters().get(0).grad()).isNotNull();
        net.zeroGrad();
        assertThat(net.parameters()).allMatch(parameter -> Objects.isNull(parameter.grad()));
    }

    @Test
    void twoPartsCannotShareAName() {
        assertThatThrownBy(() -> new Module() {
                    {
                        register("a", new ReLU());
                        register("a", new ReLU());
                    }

                    @Override
                    public Tensor forward(Tensor input) {
                        return input;
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }

    @Test
    void modulesPrintAsATree() {
        assertThat(new Sequential(new Linear(3, 2), new ReLU()))
                .hasToString("Sequential(\n  (0): Linear(inFeatures=3, outFeatures=2, bias=true)\n  (1): ReLU()\n)");
    }
}
