package dev.arclight.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.GRU;
import dev.arclight.nn.GRUCell;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LSTMCell;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.Quantizable;
import dev.arclight.nn.RNN;
import dev.arclight.nn.RNNCell;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.TransformerDecoderLayer;
import dev.arclight.nn.TransformerEncoder;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.profile.Profiler;
import dev.arclight.profile.ProfilerActivity;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of any kind whose layers become int8 where they stand. */
@SuppressWarnings("try") // Scopes are there to be closed.
class NetworksInPlaceTest {
    private static final Tensor X = Tensor.randn(Generator.seeded(1), 6, 3, 16);

    /** A network of somebody else, whose fields hold its layers by their own types. */
    private static final class Own extends Module {
        private final Linear first = register("first", new Linear(16, 32));
        private final LSTM lstm = register("lstm", new LSTM(32, 16));
        private final Linear last = register("last", new Linear(16, 4, false));

        @Override
        public Tensor forward(Tensor x) {
            return last.forward(lstm.forward(first.forward(x).relu()));
        }
    }

    @BeforeEach
    void seed() {
        Generator.manualSeed(11);
    }

    @Test
    void layersInFieldsOfAnybodysNetworkComputeInInt8() {
        Own network = new Own();
        Tensor exact = network.forward(X).detach();

        Module same = DynamicQuantization.quantizeDynamic(network, DynamicQuantization.USUAL, DType.INT8, true);

        assertThat(same).isSameAs(network);
        assertThat(network.isTraining()).isFalse();
        assertThat(network.first.isInt8() && network.lstm.isInt8() && network.last.isInt8())
                .isTrue();
        assertThat(network.parameters()).isEmpty();
        assertThat(network.stateDict().get("lstm.weight_hh_l0").dtype()).isEqualTo(DType.INT8);
        assertThat(relative(network.forward(X), exact)).isPositive().isLessThan(0.03);
        assertThat(network.toString()).contains("DynamicQuantizedLSTM(32, 16, dtype=int8)");
    }

    @Test
    void aStateOfInt8IsLoadedByAnotherNetworkWhoseLayersBecameInt8() {
        Own network = new Own();
        QuantizationReport report = DynamicQuantization.quantizeInPlace(
                network, QuantizationOptions.defaults().deterministic(), () -> network.forward(X));
        Own other = new Own();

        DynamicQuantization.toInt8(other, report.int8Layers());
        other.loadStateDict(network.stateDict());

        assertThat(other.forward(X).toFloatArray()).isEqualTo(network.forward(X).toFloatArray());
    }

    static Stream<Supplier<Module>> layers() {
        return Stream.of(
                () -> new LSTM(16, 24, LSTM.options().numLayers(2).bidirectional(true)),
                () -> new LSTM(16, 24, LSTM.options().projSize(8).bias(false)),
                () -> new LSTM(16, 24, LSTM.options().batchFirst(true)),
                () -> new GRU(16, 24, GRU.options().numLayers(2).bidirectional(true)),
                () -> new GRU(16, 24, GRU.options().bias(false)),
                () -> new MultiheadAttention(16, 4),
                () -> new MultiheadAttention(
                        16, 2, MultiheadAttention.options().addBiasKv(true).bias(false)),
                () -> new TransformerEncoderLayer(16, 2),
                () -> new TransformerEncoder(new TransformerEncoderLayer(16, 2), 2));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerStaysNearItsFloatOneAndGivesTheSameBitsCompiled(Supplier<Module> make) {
        Module layer = make.get().eval();
        Tensor exact = layer.forward(X).detach();

        DynamicQuantization.quantizeDynamic(layer, DynamicQuantization.USUAL, DType.INT8, true);
        Tensor rounded = layer.forward(X);

        assertThat(relative(rounded, exact)).isPositive().isLessThan(0.05);
        InferenceSession session = CompiledModel.of(layer).newSession();
        assertThat(session.run(X).toFloatArray()).isEqualTo(rounded.toFloatArray());
        assertThat(session.toString()).contains("Dynamic");
    }

    @Test
    void attentionToAnotherSequenceUsesPartsOfTheJoinedWeight() {
        MultiheadAttention attention = new MultiheadAttention(16, 4);
        attention.eval();
        Tensor memory = Tensor.randn(Generator.seeded(2), 5, 3, 16);
        Tensor exact = attention.forward(X, memory, memory).output().detach();

        attention.toInt8();

        assertThat(relative(attention.forward(X, memory, memory).output(), exact))
                .isPositive()
                .isLessThan(0.03);
        assertThat(attention.stateDict().keySet())
                .containsExactly(
                        "in_proj_weight",
                        "in_proj_scale",
                        "in_proj_bias",
                        "out_proj.weight",
                        "out_proj.scale",
                        "out_proj.bias");
    }

    @Test
    void keysAndValuesOfOtherSizesHaveWeightsOfTheirOwn() {
        MultiheadAttention attention = new MultiheadAttention(
                16, 4, MultiheadAttention.options().kdim(8).vdim(12));
        attention.eval();
        Tensor key = Tensor.randn(Generator.seeded(2), 5, 3, 8);
        Tensor value = Tensor.randn(Generator.seeded(3), 5, 3, 12);
        Tensor exact = attention.forward(X, key, value).output().detach();

        attention.toInt8();

        assertThat(relative(attention.forward(X, key, value).output(), exact))
                .isPositive()
                .isLessThan(0.03);
    }

    @Test
    void aDecoderBecomesInt8Whole() {
        TransformerDecoderLayer layer = new TransformerDecoderLayer(16, 2);
        layer.eval();
        Tensor exact = layer.forward(X, X).detach();

        DynamicQuantization.quantizeDynamic(layer, DynamicQuantization.USUAL, DType.INT8, true);

        assertThat(relative(layer.forward(X, X), exact)).isPositive().isLessThan(0.05);
        assertThat(layer.namedModules().values().stream()
                        .filter(Quantizable.class::isInstance)
                        .allMatch(part -> ((Quantizable) part).isInt8()))
                .isTrue();
    }

    @Test
    void theOutputsProjectionBelongsToItsAttention() {
        TransformerEncoderLayer layer = new TransformerEncoderLayer(16, 2);

        DynamicQuantization.quantizeDynamic(layer, Set.of(Linear.class), DType.INT8, true);

        assertThat(((Linear) layer.getSubmodule("linear1")).isInt8()).isTrue();
        assertThat(((Linear) layer.getSubmodule("self_attn.out_proj")).isInt8()).isFalse();
    }

    @Test
    void cellsStepNearTheirFloatOnes() {
        Tensor x = Tensor.randn(Generator.seeded(4), 5, 16);
        for (Module cell : List.of(new LSTMCell(16, 24), new GRUCell(16, 24), new RNNCell(16, 24))) {
            Tensor exact = cell.forward(x).detach();
            DynamicQuantization.quantizeDynamic(cell, DynamicQuantization.USUAL, DType.INT8, true);
            assertThat(relative(cell.forward(x), exact))
                    .as(cell.toString())
                    .isPositive()
                    .isLessThan(0.03);
            assertThat(cell.stateDict().keySet())
                    .containsExactly("weight_ih", "scale_ih", "weight_hh", "scale_hh", "bias_ih", "bias_hh");
        }
    }

    @Test
    void aLayerOfStepsGivesWhatItsCellGives() {
        LSTM lstm = new LSTM(16, 24);
        LSTMCell cell = new LSTMCell(16, 24);
        cell.loadStateDict(Map.of(
                "weight_ih", lstm.getParameter("weight_ih_l0"),
                "weight_hh", lstm.getParameter("weight_hh_l0"),
                "bias_ih", lstm.getParameter("bias_ih_l0"),
                "bias_hh", lstm.getParameter("bias_hh_l0")));
        lstm.toInt8();
        cell.toInt8();
        Tensor steps = lstm.forward(X);
        LSTMCell.State state = cell.forward(X.select(0, 0), null, null);
        for (int t = 1; t < X.size(0); t++) {
            state = cell.forward(X.select(0, t), state.hidden(), state.cell());
        }

        assertThat(relative(state.hidden(), steps.select(0, X.size(0) - 1))).isLessThan(1e-3);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(EmbeddingBagMode.class)
    void bagsAreNearTheFloatOnesPaddingLeftOut(EmbeddingBagMode mode) {
        EmbeddingBag bag = new EmbeddingBag(20, 6, mode, false, 3);
        Tensor numbers = Tensor.of(new long[] {3, 1, 19, 3, 3, 7, 7, 0}, 8);
        Tensor offsets = Tensor.of(new long[] {0, 3, 3, 5}, 4);
        Tensor exact = bag.forward(numbers, offsets, null).detach();

        DynamicQuantization.quantizeDynamic(bag, DynamicQuantization.TABLES, DType.INT8, true);
        Tensor rounded = bag.forward(numbers, offsets, null);

        assertThat(relative(rounded, exact)).isPositive().isLessThan(0.01);
        assertThat(rounded.select(0, 1).abs().max().item()).isZero();
    }

    @Test
    @EnabledIf("dev.arclight.kernel.cpu.VectorSupport#isAvailable")
    void runningACompiledNetworkAgainAllocatesNothing() {
        Module network = new Sequential(new Linear(16, 70), new ReLU(), new Linear(70, 4, false));
        DynamicQuantization.quantizeDynamic(network, DynamicQuantization.USUAL, DType.INT8, true);
        InferenceSession session = CompiledModel.of(network).newSession();
        long least = Long.MAX_VALUE;
        // Code that is not compiled yet makes objects of vectors.
        for (int round = 0; round < 200 && least > 0; round++) {
            long before = allocated();
            for (int i = 0; i < 1000; i++) {
                session.run(X);
            }
            least = Math.min(least, (allocated() - before) / 1000);
        }

        assertThat(least).isZero();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void theProfilerSeesInt8Layers() {
        Own network = new Own();
        DynamicQuantization.quantizeDynamic(network, DynamicQuantization.USUAL, DType.INT8, true);
        Profiler profiler = Profiler.of(ProfilerActivity.CPU).start();
        try (profiler) {
            network.forward(X);
        }

        assertThat(profiler.keyAverages().table()).contains("linearDynamic", "lstmDynamic");
    }

    @Test
    void layersThatAreTooFarOffStayInFloatAndTheReportSaysWhy() {
        Own network = new Own();
        // One large weight makes the steps of its row large.
        network.first.weight().storage().floats()[0] = 4000;
        QuantizationReport report = DynamicQuantization.quantizeInPlace(
                network, QuantizationOptions.defaults().withMaxError(0.001).deterministic(), () -> network.forward(X));

        assertThat(report.layers()).extracting(QuantizationReport.Layer::name).containsExactly("first", "lstm", "last");
        assertThat(report.int8Layers()).isEmpty();
        assertThat(report.bytesAfter()).isEqualTo(report.bytesBefore());
        assertThat(report.layers()).allSatisfy(layer -> {
            assertThat(layer.reason()).contains("is above 0.001");
            assertThat(layer.errors().relative()).isGreaterThan(0.001);
            assertThat(layer.floatSeconds()).isPositive();
            assertThat(layer.speedup()).isPositive();
        });
        assertThat(report.toString()).contains("float: its error");
    }

    @Test
    void layersThatAreNotFasterStayInFloat() {
        Own network = new Own();

        QuantizationReport report = DynamicQuantization.quantizeInPlace(
                network, QuantizationOptions.defaults().withMinSpeedup(1e9), () -> network.forward(X));

        assertThat(report.int8Layers()).isEmpty();
        assertThat(report.layers())
                .allSatisfy(layer -> assertThat(layer.reason()).contains("times as fast"));
    }

    @Test
    void layersThatTheExampleDoesNotReachBecomeInt8AndTheReportSaysSo() {
        Own network = new Own();

        QuantizationReport report =
                DynamicQuantization.quantizeInPlace(network, QuantizationOptions.defaults(), () -> {});

        assertThat(report.int8Layers()).containsExactly("first", "lstm", "last");
        assertThat(report.layers())
                .allSatisfy(layer -> assertThat(layer.reason()).contains("did not reach it"));
    }

    @Test
    void tablesAreMeasuredToo() {
        EmbeddingBag bag = new EmbeddingBag(20, 6);
        Embedding embedding = new Embedding(20, 6);
        GRU gru = new GRU(6, 8);
        Module network = new Module() {
            {
                register("bag", bag);
                register("embedding", embedding);
                register("gru", gru);
            }
        };
        Tensor numbers = Tensor.of(new long[] {3, 1, 19, 3}, 2, 2);

        QuantizationReport report = DynamicQuantization.quantizeInPlace(
                network,
                QuantizationOptions.defaults()
                        .withKinds(Set.of(Embedding.class, EmbeddingBag.class, GRU.class))
                        .deterministic(),
                () -> {
                    bag.forward(numbers);
                    gru.forward(embedding.forward(numbers));
                });

        assertThat(report.int8Layers()).containsExactly("bag", "embedding", "gru");
        assertThat(report.layers())
                .allSatisfy(layer ->
                        assertThat(layer.errors().relative()).isPositive().isLessThan(0.03));
    }

    @Test
    void ifOneLayerCannotBecomeInt8NoneDoes() {
        Own network = new Own();
        network.last.weight().detach().select(0, 1).fill_(Double.NaN);
        Tensor exact = network.first.forward(X).detach();

        assertThatThrownBy(
                        () -> DynamicQuantization.quantizeDynamic(network, DynamicQuantization.USUAL, DType.INT8, true))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("weight, row 1, are not finite");
        assertThatThrownBy(() -> DynamicQuantization.quantizeInPlace(
                        network, QuantizationOptions.defaults().deterministic(), () -> network.forward(X)))
                .isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> DynamicQuantization.toInt8(network, List.of("first", "last")))
                .isInstanceOf(ArclightException.class);

        assertThat(network.first.isInt8() || network.lstm.isInt8()).isFalse();
        assertThat(network.first.forward(X).toFloatArray()).isEqualTo(exact.toFloatArray());
    }

    @Test
    void anAttentionWhoseOutputCannotBecomeInt8StaysInFloatWhole() {
        MultiheadAttention attention = new MultiheadAttention(16, 4);
        Tensor output = attention.stateDict().get("out_proj.weight");
        output.detach().fill_(Double.POSITIVE_INFINITY);

        assertThatThrownBy(attention::toInt8).isInstanceOf(ArclightException.class);

        assertThat(attention.isInt8()).isFalse();
        assertThat(attention.namedParameters()).containsKeys("in_proj_weight", "out_proj.weight");
    }

    @Test
    void kindsAndDtypesThatThereAreNotAreNamed() {
        assertThatThrownBy(
                        () -> DynamicQuantization.quantizeDynamic(new RNN(2, 2), Set.of(RNN.class), DType.INT8, true))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("RNN has no int8 weights");
        assertThatThrownBy(() -> DynamicQuantization.quantizeDynamic(
                        new Linear(2, 2), Set.of(Linear.class), DType.FLOAT16, true))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("only int8");
        assertThatThrownBy(() -> DynamicQuantization.toInt8(new Own(), List.of("first", "")))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("no int8 weights");
    }

    private static double relative(Tensor rounded, Tensor exact) {
        Tensor difference = rounded.detach().sub(exact);
        return Math.sqrt(difference.square().sum().item() / exact.square().sum().item());
    }
}
