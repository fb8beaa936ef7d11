package dev.arclight.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.amp.Autocast;
import dev.arclight.autograd.GradMode;
import dev.arclight.nn.AvgPool2d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.ELU;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Functional;
import dev.arclight.nn.GELU;
import dev.arclight.nn.GroupNorm;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.Linear;
import dev.arclight.nn.LogSoftmax;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.Sigmoid;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.ReleasedException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledModelTest {
    @BeforeEach
    void seed() {
        Generator.manualSeed(5);
    }

    /** A network of a test's own. */
    private static Module module(UnaryOperator<Tensor> forward) {
        return new Module() {
            @Override
            public Tensor forward(Tensor input) {
                return forward.apply(input);
            }
        }.eval();
    }

    private static Module mlp() {
        return new Sequential(new Flatten(), new Linear(12, 7), new ReLU(), new Dropout(0.5), new Linear(7, 3)).eval();
    }

    static Stream<Arguments> networks() {
        Generator.manualSeed(4);
        Sequential trained =
                new Sequential(new Conv2d(2, 6, 3, 1, 1), new BatchNorm2d(6), new ReLU(), new MaxPool2d(2));
        trained.forward(Tensor.randn(5, 2, 8, 8));
        Sequential deep = new Sequential(
                new Conv2d(3, 30, 3, 2, 1),
                new BatchNorm2d(30),
                new ReLU(),
                new Conv2d(30, 30, 3, 1, 1),
                new BatchNorm2d(30),
                new ReLU(),
                new Conv2d(30, 30, 3, 1, 1),
                new BatchNorm2d(30),
                new Conv2d(30, 4, 7, 1, 0),
                new BatchNorm2d(4),
                new ELU());
        deep.forward(Tensor.randn(9, 3, 14, 14));
        Linear linear = new Linear(3, 4);
        return Stream.of(
                Arguments.of("convolutions that are normalised", deep, Tensor.randn(3, 3, 14, 14)),
                Arguments.of("mlp", mlp(), Tensor.randn(4, 3, 4)),
                Arguments.of("one row", mlp(), Tensor.randn(1, 12)),
                Arguments.of("no row", new Linear(12, 3), Tensor.randn(0, 12)),
                Arguments.of("without bias", new Linear(5, 40, false), Tensor.randn(2, 3, 5)),
                Arguments.of(
                        "convolutions",
                        new Sequential(
                                new Conv2d(3, 8, 3, 1, 1),
                                new ReLU(),
                                new MaxPool2d(2),
                                new Conv2d(8, 5, 3, 2, 0),
                                new Sigmoid(),
                                new AvgPool2d(2)),
                        Tensor.randn(3, 3, 14, 14)),
                Arguments.of(
                        "a convolution with ReLU",
                        new Sequential(new Conv2d(3, 8, 3, 1, 1), new ReLU()),
                        Tensor.randn(3, 3, 6, 7)),
                Arguments.of("batch norm", trained, Tensor.randn(3, 2, 8, 8)),
                Arguments.of("group norm", new Sequential(new GroupNorm(2, 6), new ELU()), Tensor.randn(3, 6, 5)),
                Arguments.of("another activation", new Sequential(new Linear(5, 6), new ELU()), Tensor.randn(3, 5)),
                Arguments.of("layer norm", new Sequential(new LayerNorm(9), new GELU()), Tensor.randn(4, 9)),
                Arguments.of("softmax", new Sequential(new Linear(4, 6), new Softmax(1)), Tensor.randn(3, 4)),
                Arguments.of("softmax of columns", new Softmax(0), Tensor.randn(3, 4)),
                Arguments.of("log softmax", new LogSoftmax(-1), Tensor.randn(3, 4)),
                Arguments.of("encoder", new TransformerEncoderLayer(16, 4), Tensor.randn(5, 3, 16)),
                Arguments.of(
                        "encoder that normalises first",
                        new TransformerEncoderLayer(
                                16, 4, TransformerOptions.defaults().normFirst(true)),
                        Tensor.randn(5, 3, 16)),
                Arguments.of(
                        "a sum that is read beside its normal form",
                        module(x -> {
                            Tensor sum = x.exp().add(x.neg());
                            return sum.mul(Functional.layerNorm(sum, new int[] {700}, null, null, 1e-5));
                        }),
                        Tensor.randn(9, 700)),
                Arguments.of(
                        "a sum beside its normal form",
                        module(x -> {
                            Tensor sum = x.add(x.exp());
                            return Tensor.cat(List.of(Functional.layerNorm(sum, new int[] {5}, null, null, 1), sum), 0);
                        }),
                        Tensor.randn(3, 5)),
                Arguments.of(
                        "the normal form of a sum of turned tensors",
                        module(x -> Functional.layerNorm(x.exp().t().add(x), new int[] {6}, null, null, 1e-5)),
                        Tensor.randn(6, 6)),
                Arguments.of(
                        "the normal form of a sum with a row",
                        module(x -> Functional.layerNorm(
                                x.exp().add(Tensor.arange(6).toFloat()), new int[] {6}, null, null, 1e-5)),
                        Tensor.randn(3, 6)),
                Arguments.of(
                        "the normal form of a sum with itself",
                        module(x -> {
                            Tensor y = x.exp();
                            return Functional.layerNorm(y.add(y), new int[] {2, 3}, null, null, 1e-5);
                        }),
                        Tensor.randn(4, 2, 3)),
                Arguments.of(
                        "embedding",
                        new Sequential(new Embedding(20, 6), new Linear(6, 2)),
                        Tensor.randint(Generator.seeded(1), 0, 20, 4, 5)),
                Arguments.of(
                        "float64",
                        new Linear(4, 3).to(DType.FLOAT64),
                        Tensor.randn(2, 4).toDouble()),
                Arguments.of(
                        "float16",
                        new Linear(4, 3).to(DType.FLOAT16),
                        Tensor.randn(2, 4).to(DType.FLOAT16)),
                Arguments.of(
                        "views",
                        module(x -> x.t().reshape(2, -1)
                                .narrow(1, 1, 4)
                                .add(x.flatten().narrow(0, 0, 4))),
                        Tensor.randn(3, 4)),
                Arguments.of(
                        "broadcast",
                        module(x -> x.unsqueeze(0).sub(x.unsqueeze(1)).abs().sum(2)),
                        Tensor.randn(5, 3)),
                Arguments.of("branching", module(x -> x.relu().add(x.relu().mul(x))), Tensor.randn(5, 3)),
                Arguments.of(
                        "read twice",
                        module(x -> {
                            Tensor a = x.exp();
                            return a.neg().add(a).add(a.sqrt());
                        }),
                        Tensor.randn(5, 3)),
                Arguments.of("in place", module(x -> x.mul(2).relu_().add_(x).mul_(3)), Tensor.randn(5, 3)),
                Arguments.of(
                        "in place through a view",
                        module(x -> {
                            Tensor y = x.mul(2);
                            y.select(0, 1).fill_(7);
                            y.narrow(1, 0, 2).copy_(x.narrow(1, 1, 2));
                            return y;
                        }),
                        Tensor.randn(5, 3)),
                Arguments.of("detached", module(x -> x.exp().detach().add(x.detach())), Tensor.randn(5, 3)),
                Arguments.of(
                        "a part detached", module(x -> x.exp().narrow(1, 1, 2).detach()), Tensor.randn(5, 3)),
                Arguments.of(
                        "a product read beside its activation",
                        module(x -> {
                            Tensor y = linear.forward(x);
                            return y.relu().add(y);
                        }),
                        Tensor.randn(5, 3)),
                Arguments.of("the input itself", module(x -> x), Tensor.randn(2)),
                Arguments.of("a view of the input", module(Tensor::t), Tensor.randn(2, 3)),
                Arguments.of(
                        "a constant",
                        module(x -> x.add(Tensor.arange(3)).mul(Tensor.scalar(0.5f))),
                        Tensor.randn(2, 3)),
                Arguments.of(
                        "whole numbers",
                        module(x -> x.mul(3).add(1).toFloat().sum(1)),
                        Tensor.arange(6).reshape(2, 3)),
                Arguments.of(
                        "indices",
                        module(x -> x.sort(1).values().cumsum(0).gather(1, x.argsort(1))),
                        Tensor.randn(4, 3)),
                Arguments.of("a number", module(x -> x.mul(x)), Tensor.scalar(3f)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void resultsHaveTheBitsOfTheForwardPass(String name, Module network, Tensor example) {
        network.eval();
        InferenceSession session = CompiledModel.of(network).newSession();
        for (int round = 0; round < 4; round++) {
            // The same tensor with other numbers, and another tensor.
            Tensor input = round % 2 == 0 ? example : other(example);
            if (round == 2 && input.dtype().isFloating() && input.rank() > 0) {
                input.mul_(-1.5);
            }
            Tensor expected = forward(network, input);
            Tensor got = session.run(input);
            assertThat(got.shape()).isEqualTo(expected.shape());
            assertThat(got.dtype()).isEqualTo(expected.dtype());
            assertThat(got.toDoubleArray()).isEqualTo(expected.toDoubleArray());
        }
    }

    private static Tensor other(Tensor example) {
        int[] dims = new int[example.rank()];
        java.util.Arrays.setAll(dims, d -> d);
        return dims.length == 0 ? example.add(1) : example.flip(dims);
    }

    private static Tensor forward(Module network, Tensor input) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return network.forward(input).clone();
        }
    }

    @Test
    void shapesMayChangeFromRunToRun() {
        Module network = mlp();
        InferenceSession session = CompiledModel.of(network).newSession();
        for (int round = 0; round < 3; round++) {
            for (int rows = 1; rows < 14; rows++) {
                Tensor input = Tensor.randn(rows, 12);
                assertThat(session.run(input).toFloatArray())
                        .isEqualTo(forward(network, input).toFloatArray());
            }
        }
    }

    @Test
    void anInputThatDoesNotLieEvenlyIsReadAsItIsNow() {
        Module network = mlp();
        InferenceSession session = CompiledModel.of(network).newSession();
        Tensor columns = Tensor.randn(12, 4);
        Tensor input = columns.t();
        for (int round = 0; round < 3; round++) {
            columns.mul_(-2);
            assertThat(session.run(input).toFloatArray())
                    .isEqualTo(forward(network, input).toFloatArray());
        }
    }

    @Test
    void resultsThatLieInAnotherOrderAreLookedAtInThatOrder() {
        Tensor column = Tensor.randn(5, 1);
        Module network = module(x -> {
            Tensor turned = x.permute(2, 0, 1).exp().relu().add(column);
            return turned.mul(turned.detach().transpose(0, 1).transpose(0, 1)).reshape(-1, 3);
        });
        InferenceSession session = CompiledModel.of(network).newSession();
        for (int round = 0; round < 3; round++) {
            Tensor input = Tensor.randn(5, 3, 4);
            assertThat(session.run(input).toFloatArray())
                    .isEqualTo(forward(network, input).toFloatArray());
        }
    }

    @Test
    void anInputThatGotOtherMemoryIsReadThere() {
        InferenceSession session = CompiledModel.of(module(Tensor::neg)).newSession();
        Tensor memory = Tensor.of(new float[] {1, 2, 3, 4}, 4);
        Tensor input = memory.narrow(0, 0, 2).detach();
        session.run(input);
        input.setData(memory.narrow(0, 2, 2));
        assertThat(session.run(input).toFloatArray()).isEqualTo(new float[] {-3, -4});
        input.setData(memory.narrow(0, 0, 2));
        session.run(input);
        input.setData(Tensor.of(new float[] {9, 8}, 2));
        assertThat(session.run(input).toFloatArray()).isEqualTo(new float[] {-9, -8});
    }

    @Test
    void anInputWhoseMemoryWentBackIsRefused() {
        InferenceSession session = CompiledModel.of(module(Tensor::neg)).newSession();
        Arena arena = new Arena();
        Tensor input;
        try (Arena.Scope scope = arena.open()) {
            input = Tensor.ones(4);
            session.run(input);
        }
        assertThatThrownBy(() -> session.run(input)).isInstanceOf(ReleasedException.class);
    }

    @Test
    void severalTensorsGoInAndOut() {
        MultiheadAttention attention = new MultiheadAttention(8, 2);
        attention.eval();
        CompiledModel compiled = CompiledModel.of(attention, in -> {
            MultiheadAttention.Output out = attention.forward(in[0], in[1], in[1]);
            return new Tensor[] {out.output(), in[0].add(1)};
        });
        InferenceSession session = compiled.newSession();
        Tensor query = Tensor.randn(3, 2, 8);
        Tensor memory = Tensor.randn(5, 2, 8);

        Tensor[] results = session.runAll(query, memory);

        try (GradMode.Scope scope = GradMode.noGrad()) {
            assertThat(results[0].toFloatArray())
                    .isEqualTo(attention.forward(query, memory, memory).output().toFloatArray());
        }
        assertThat(results[1].toFloatArray()).isEqualTo(query.add(1).toFloatArray());
        assertThatThrownBy(() -> CompiledModel.of(mlp()).newSession().runAll(query, memory))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("got 2 inputs");
    }

    @Test
    void resultsAreOverwrittenAndLaterInputsAreNot() {
        InferenceSession session = CompiledModel.of(module(x -> x.mul(2))).newSession();
        Tensor first = session.run(Tensor.of(new float[] {1, 2}, 2));
        Tensor input = Tensor.of(new float[] {3, 4}, 2);
        Tensor second = session.run(input);
        assertThat(second.toFloatArray()).isEqualTo(new float[] {6, 8});
        assertThat(first.toFloatArray()).isEqualTo(new float[] {6, 8});
        assertThat(input.toFloatArray()).isEqualTo(new float[] {3, 4});
    }

    @Test
    void memoryIsSharedByWhatIsNotNeededAtOneTime() {
        UnaryOperator<Tensor> chain = x -> {
            Tensor y = x;
            for (int i = 0; i < 50; i++) {
                y = y.add(x).t().contiguous().exp();
            }
            return y;
        };
        InferenceSession session = CompiledModel.of(module(chain)).newSession();
        session.run(Tensor.rand(20, 20).mul(-1));
        assertThat(session.plannedBytes()).isBetween(1L, 4L * 400 * Float.BYTES);
    }

    @Test
    void aConvolutionAndTheNormalisationOfItsResultAreOneCall() {
        Module network = new Sequential(new Conv2d(2, 6, 3, 1, 1), new BatchNorm2d(6), new ReLU()).eval();
        InferenceSession session = CompiledModel.of(network).newSession();
        session.run(Tensor.randn(1, 2, 4, 4));
        assertThat(session).hasToString("conv2d + batchNormInference + relu -> float32[1, 6, 4, 4]");
    }

    @Test
    void activationsJoinTheirProducts() {
        InferenceSession session = CompiledModel.of(mlp()).newSession();
        assertThat(session).hasToString("InferenceSession (nothing was run yet)");
        session.run(Tensor.randn(2, 12));
        assertThat(session).hasToString("linear + relu -> float32[2, 7]\nlinear -> float32[2, 3]");
    }

    static Stream<UnaryOperator<Tensor>> activations() {
        return Stream.of(
                Tensor::relu,
                Tensor::sigmoid,
                Tensor::tanh,
                Functional::gelu,
                x -> Functional.gelu(x, Functional.GeluApproximation.TANH),
                Functional::silu);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsHaveTheirBitsInsideOfProductsOnAnyThreads(UnaryOperator<Tensor> activation) {
        // One row and several, products in one part and in several, whole vectors at the ends of rows and not.
        for (int[] shape : new int[][] {{1, 40, 33}, {2, 300, 64}, {30, 90, 700}, {250, 300, 301}, {300, 300, 640}}) {
            Linear linear = new Linear(shape[1], shape[2]);
            Tensor input = Tensor.randn(shape[0], shape[1]);
            Module network = module(x -> activation.apply(linear.forward(x)));
            float[] expected = forward(network, input).toFloatArray();
            CompiledModel compiled = CompiledModel.of(network);
            for (int threads : new int[] {1, 2, 4}) {
                try (NumThreads.Scope scope = NumThreads.of(threads)) {
                    assertThat(compiled.newSession().run(input).toFloatArray()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aSumAndTheLayerNormThatReadsItAreOneCall() {
        InferenceSession session = CompiledModel.of(
                        module(x -> Functional.layerNorm(x.add(x.exp()), new int[] {4}, null, null, 1e-5)))
                .newSession();
        session.run(Tensor.randn(2, 4));
        assertThat(session).hasToString("exp -> float32[2, 4]\nadd + layerNorm -> float32[2, 4]");
    }

    @Test
    void sessionsOfSeveralThreadsShareAModel() throws Exception {
        Module network = mlp();
        CompiledModel compiled = CompiledModel.of(network);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int task = 0; task < 8; task++) {
                long seed = task;
                tasks.add(() -> {
                    InferenceSession session = compiled.newSession();
                    Generator draws = Generator.seeded(seed);
                    for (int i = 0; i < 50; i++) {
                        Tensor input = Tensor.randn(draws, 1 + i % 5, 12);
                        if (!session.run(input).equal(forward(network, input))) {
                            return false;
                        }
                    }
                    return true;
                });
            }
            for (Future<Boolean> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOpenArenaTakesNothingBackThatASessionKeeps() {
        Module network = module(x -> x.add(Tensor.arange(4)).relu());
        InferenceSession session = CompiledModel.of(network).newSession();
        Arena arena = new Arena();
        Tensor input = Tensor.randn(3, 4);
        for (int round = 0; round < 3; round++) {
            try (Arena.Scope scope = arena.open()) {
                Tensor noise = Tensor.randn(3, 4);
                assertThat(session.run(input).toFloatArray())
                        .isEqualTo(network.forward(input).toFloatArray());
                noise.fill_(9);
            }
        }
    }

    @Test
    void aNetworkInTrainingIsRefused() {
        Module network = new Sequential(new Linear(2, 2), new Dropout(0.5));
        assertThatThrownBy(() -> CompiledModel.of(network))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("training mode")
                .hasMessageContaining("eval()");
    }

    @Test
    void aWeightThatChangedIsNoticed() {
        Linear network = new Linear(3, 2);
        network.eval();
        InferenceSession session = CompiledModel.of(network).newSession();
        session.run(Tensor.randn(2, 3));
        try (GradMode.Scope scope = GradMode.noGrad()) {
            network.weight().mul_(2);
        }
        assertThatThrownBy(() -> session.run(Tensor.randn(2, 3)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("changed after the network was compiled");
    }

    @Test
    void whatTensorsDoNotShowIsNoticed() {
        List<UnaryOperator<Tensor>> hidden = List.of(
                x -> x.mul(x.item(0, 0)),
                x -> x.item(0, 0) > 0 ? x.neg() : x,
                x -> x.add(Tensor.of(x.toFloatArray(), 2, 2)),
                x -> x.add(Tensor.rand(2, 2)));
        for (UnaryOperator<Tensor> forward : hidden) {
            InferenceSession session = CompiledModel.of(module(forward)).newSession();
            assertThatThrownBy(() -> session.run(Tensor.of(new float[] {1, 2, 3, -4}, 2, 2)))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("differs from that of its forward pass");
        }
    }

    @Test
    void writingOverWhatWasNotComputedIsRefused() {
        Tensor state = Tensor.zeros(3);
        InferenceSession session =
                CompiledModel.of(module(x -> state.add_(x).mul(2))).newSession();
        assertThatThrownBy(() -> session.run(Tensor.ones(3)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("add_ writes over a tensor");
    }

    @Test
    void writingOverTheNetworksStateIsRefused() {
        Linear network = new Linear(3, 3);
        network.eval();
        CompiledModel compiled = CompiledModel.of(network, in -> {
            network.weight().add_(1);
            return new Tensor[] {network.forward(in[0])};
        });
        assertThatThrownBy(() -> compiled.newSession().run(Tensor.ones(3)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("add_ writes over a tensor");
    }

    @Test
    void whatDoesNotDependOnTheInputsIsComputedOnce() {
        InferenceSession session = CompiledModel.of(module(
                        x -> x.add(Tensor.arange(4).toFloat().exp().unsqueeze(0).sum(0))))
                .newSession();
        session.run(Tensor.ones(2, 4));
        assertThat(session).hasToString("add -> float32[2, 4]");
    }

    @Test
    void writingOverTheInputIsRefused() {
        Tensor input = Tensor.ones(3);
        InferenceSession session = CompiledModel.of(module(x -> x.add_(1))).newSession();
        assertThatThrownBy(() -> session.run(input))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("add_ writes over");
        assertThat(input.toFloatArray()).containsOnly(1);
    }

    @Test
    void wrongInputsAreTheNetworksOwnErrors() {
        InferenceSession session = CompiledModel.of(new Linear(3, 2).eval()).newSession();
        session.run(Tensor.ones(2, 3));
        assertThatThrownBy(() -> session.run(Tensor.ones(2, 4))).isInstanceOf(ShapeException.class);
        assertThat(session.run(Tensor.ones(2, 3)).shape().toArray()).isEqualTo(new int[] {2, 2});
    }

    @Test
    void mixedPrecisionBelongsInside() {
        Linear network = new Linear(3, 2);
        network.eval();
        try (Autocast scope = Autocast.open(DType.BFLOAT16)) {
            InferenceSession session = CompiledModel.of(network).newSession();
            assertThatThrownBy(() -> session.run(Tensor.ones(2, 3)))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("mixed precision");
        }
        InferenceSession session = CompiledModel.of(network, in -> {
                    try (Autocast scope = Autocast.open(DType.BFLOAT16)) {
                        return new Tensor[] {network.forward(in[0])};
                    }
                })
                .newSession();
        Tensor input = Tensor.randn(2, 3);
        assertThat(session.run(input).dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(session.run(input).toFloatArray())
                .isEqualTo(forward(network.to(DType.BFLOAT16), input.to(DType.BFLOAT16))
                        .toFloatArray());
    }

    @Test
    void joinedTensorsLieBesideEachOther() {
        Tensor first = Tensor.randn(2, 3, 4);
        Tensor none = Tensor.zeros(2, 0, 4);
        Tensor second = Tensor.randn(2, 4, 2).transpose(1, 2);
        InferenceSession session = CompiledModel.of(new Sequential().eval(), in ->
                        new Tensor[] {Tensor.cat(List.of(in[0].neg(), in[1], in[2].neg()), 1)})
                .newSession();

        Tensor joined = session.runAll(first, none, second)[0];

        assertThat(joined.equal(Tensor.cat(List.of(first.neg(), second.neg()), 1)))
                .isTrue();
    }
}
