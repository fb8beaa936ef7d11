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
                .hasToString("Sequential(\n  (0): Linear(in_features=3, out_features=2, bias=True)\n  (1): ReLU()\n)");
    }

    @Test
    void aStateThatFitsInPartIsLoadedWhereAskedForAndTheRestIsReported() {
        Net net = new Net();
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("first.bias", Tensor.of(new double[] {5, 6}, 2));
        state.put("extra", Tensor.zeros(1));
        Module.IncompatibleKeys keys = net.loadStateDict(state, false);
        assertThat(keys.missing()).containsExactlyInAnyOrder("mean", "first.weight", "rest.1.weight");
        assertThat(keys.unexpected()).containsExactly("extra");
        assertThat(net.getParameter("first.bias").toFloatArray()).containsExactly(5, 6);
        state.put("first.bias", Tensor.zeros(3));
        assertThatThrownBy(() -> net.loadStateDict(state, false)).hasMessageContaining("first.bias is float32[3]");
    }

    @Test
    void wholeNumbersDoNotLoadIntoAFloatingParameter() {
        Net net = new Net();
        Map<String, Tensor> state = new LinkedHashMap<>(net.stateDict());
        state.put("first.bias", Tensor.of(new long[2], 2));
        assertThatThrownBy(() -> net.loadStateDict(state)).hasMessageContaining("first.bias is int64[2]");
    }

    @Test
    void aSharedParameterIsTrainedOnceAndSavedUnderBothNames() {
        final class Tied extends Module {
            private Tied() {
                Tensor weight = Tensor.ones(2);
                registerParameter("in", weight);
                registerParameter("out", weight);
            }
        }
        assertThat(new Tied().namedParameters().keySet()).containsExactly("in");
        assertThat(new Tied().stateDict().keySet()).containsExactly("in", "out");
    }

    @Test
    void aBufferThatDoesNotPersistIsNoPartOfTheState() {
        final class Masked extends Module {
            private Masked() {
                registerBuffer("mask", Tensor.ones(2), false);
            }
        }
        assertThat(new Masked().stateDict()).isEmpty();
        assertThat(new Masked().buffers()).hasSize(1);
    }

    @Test
    void partsAreFoundByTheirDottedName() {
        Net net = new Net();
        assertThat(net.getSubmodule("rest.1")).isInstanceOf(Linear.class);
        assertThat(net.getSubmodule("")).isSameAs(net);
        assertThat(net.namedModules().keySet()).containsExactly("", "first", "rest", "rest.0", "rest.1");
        assertThatThrownBy(() -> net.getSubmodule("rest.2.weight"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("has no part '2', only [0, 1]");
        assertThatThrownBy(() -> net.getParameter("first.scale")).hasMessageContaining("no parameter 'scale'");
        assertThat(net.getBuffer("mean")).isSameAs(net.namedBuffers().get("mean"));
        assertThatThrownBy(() -> net.getBuffer("first.mean")).hasMessageContaining("no buffer 'mean'");
    }

    @Test
    void freezingStopsTheCollectionOfGradients() {
        Net net = new Net();
        net.getSubmodule("first").requiresGrad_(false);
        net.forward(Tensor.ones(4, 3)).sum().backward();
        assertThat(net.getParameter("first.weight").grad()).isNull();
        assertThat(net.getParameter("rest.1.weight").grad()).isNotNull();
    }

    @Test
    void aModuleWithoutAForwardOfOneTensorSaysSo() {
        assertThatThrownBy(() -> new ModuleList<>(new ReLU()).forward(Tensor.ones(1)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("ModuleList: has no forward of a single tensor");
    }

    @Test
    void aModuleListKeepsItsNumbersWhenOneIsInserted() {
        ModuleList<Linear> list = new ModuleList<>(new Linear(1, 2), new Linear(2, 3));
        list.insert(1, new Linear(2, 2)).append(new Linear(3, 4));
        assertThat(list.get(1).outFeatures()).isEqualTo(2);
        assertThat(list.get(-1).outFeatures()).isEqualTo(4);
        assertThat(list.stateDict().keySet())
                .containsExactly(
                        "0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias", "3.weight", "3.bias");
        assertThatThrownBy(() -> list.get(4)).isInstanceOf(ArclightException.class);
    }

    @Test
    void equalNeighboursOfAModuleListPrintAsOneLine() {
        assertThat(new ModuleList<>(new Linear(2, 2), new Linear(2, 2), new Linear(2, 3)))
                .hasToString("""
                        ModuleList(
                          (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
                          (2): Linear(in_features=2, out_features=3, bias=True)
                        )""");
    }

    @Test
    void aModuleDictFindsReplacesAndGivesUpItsModules() {
        ModuleDict<Linear> dict =
                new ModuleDict<Linear>().put("a", new Linear(1, 2)).put("b", new Linear(2, 3));
        dict.put("a", new Linear(1, 5));
        assertThat(dict.get("a").outFeatures()).isEqualTo(5);
        assertThat(dict.pop("b").outFeatures()).isEqualTo(3);
        assertThat(dict.stateDict().keySet()).containsExactly("a.weight", "a.bias");
        assertThatThrownBy(() -> dict.get("b"))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("no module 'b', only [a]");
    }

    @Test
    void aSequentialGrowsIsSlicedAndTakesNames() {
        Sequential net = new Sequential(new Linear(3, 2)).append(new ReLU()).append(new Linear(2, 1));
        assertThat(net.get(-1)).isInstanceOf(Linear.class);
        assertThat(net.slice(0, 2).size()).isEqualTo(2);
        assertThat(net.slice(0, 1).get(0)).isSameAs(net.get(0));
        LinkedHashMap<String, Module> named = new LinkedHashMap<>();
        named.put("hidden", new Linear(3, 2));
        named.put("act", new ReLU());
        assertThat(new Sequential(named).stateDict().keySet()).containsExactly("hidden.weight", "hidden.bias");
    }
}
