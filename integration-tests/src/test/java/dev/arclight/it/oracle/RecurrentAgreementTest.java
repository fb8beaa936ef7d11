package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.GRU;
import dev.arclight.nn.GRUCell;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LSTMCell;
import dev.arclight.nn.PackedSequence;
import dev.arclight.nn.RNN;
import dev.arclight.nn.RNNCell;
import dev.arclight.nn.RecurrentOptions;
import dev.arclight.nn.RnnUtils;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.GRUCellImpl;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMCellImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.RNNCellImpl;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.T_PackedSequenceT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kReLU;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recurrent layers and cells: outputs, states, gradients and three optimizer steps are libtorch's. */
class RecurrentAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @BeforeEach
    void seed() {
        Generator.manualSeed(17);
    }

    @ParameterizedTest
    @CsvSource({
        "1, false, true, false, 0",
        "2, true, true, false, 0",
        "2, false, false, true, 0",
        "1, true, true, true, 0",
        "2, true, true, false, 3"
    })
    void longShortTermMemoryAgrees(int layers, boolean both, boolean bias, boolean batchFirst, int projection) {
        LSTM mine = new LSTM(
                4,
                5,
                LSTM.options()
                        .numLayers(layers)
                        .bidirectional(both)
                        .bias(bias)
                        .batchFirst(batchFirst)
                        .projSize(projection));
        LSTMOptions options = new LSTMOptions(4, 5);
        options.num_layers().put(layers);
        options.bidirectional().put(both);
        options.bias().put(bias);
        options.batch_first().put(batchFirst);
        options.proj_size().put(projection);
        LSTMImpl yours = new LSTMImpl(options);
        int states = layers * (both ? 2 : 1);
        int size = projection > 0 ? projection : 5;
        int[] input = batchFirst ? new int[] {3, 7, 4} : new int[] {7, 3, 4};
        Twins.agree(
                mine,
                in -> {
                    LSTM.Output out = mine.forward(in[0], in[1], in[2]);
                    return List.of(out.output(), out.hidden(), out.cell());
                },
                yours,
                in -> {
                    T_TensorT_TensorTensor_T_T out = yours.forward(in[0], new T_TensorTensor_T(in[1], in[2]));
                    return List.of(out.get0(), out.get1().get0(), out.get1().get1());
                },
                List.of(random(1, input), random(2, states, 3, size), random(3, states, 3, 5)),
                FLOAT32,
                Map.of());
    }

    @ParameterizedTest
    @CsvSource({"1, false, true", "2, true, true", "2, true, false"})
    void gatedUnitsAgree(int layers, boolean both, boolean bias) {
        GRU mine = new GRU(
                4, 5, GRU.options().numLayers(layers).bidirectional(both).bias(bias));
        GRUOptions options = new GRUOptions(4, 5);
        options.num_layers().put(layers);
        options.bidirectional().put(both);
        options.bias().put(bias);
        GRUImpl yours = new GRUImpl(options);
        Twins.agree(
                mine,
                in -> {
                    GRU.Output out = mine.forward(in[0], in[1]);
                    return List.of(out.output(), out.hidden());
                },
                yours,
                in -> {
                    T_TensorTensor_T out = yours.forward(in[0], in[1]);
                    return List.of(out.get0(), out.get1());
                },
                List.of(random(1, 7, 3, 4), random(2, layers * (both ? 2 : 1), 3, 5)),
                FLOAT32,
                Map.of());
    }

    @ParameterizedTest
    @CsvSource({"1, false, false", "2, true, false", "2, true, true"})
    void plainRecurrenceAgrees(int layers, boolean both, boolean relu) {
        RecurrentOptions settings = RNN.options().numLayers(layers).bidirectional(both);
        RNNOptions options = new RNNOptions(4, 5);
        options.num_layers().put(layers);
        options.bidirectional().put(both);
        if (relu) {
            settings.nonlinearity(RecurrentOptions.Nonlinearity.RELU);
            options.nonlinearity().put(new kReLU());
        }
        RNN mine = new RNN(4, 5, settings);
        RNNImpl yours = new RNNImpl(options);
        Twins.agree(
                mine,
                in -> {
                    RNN.Output out = mine.forward(in[0], in[1]);
                    return List.of(out.output(), out.hidden());
                },
                yours,
                in -> {
                    T_TensorTensor_T out = yours.forward(in[0], in[1]);
                    return List.of(out.get0(), out.get1());
                },
                List.of(random(1, 7, 3, 4), random(2, layers * (both ? 2 : 1), 3, 5)),
                FLOAT32,
                Map.of());
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "true, true"})
    void packedSequencesAgree(boolean both, boolean sorted) {
        long[] lengths = sorted ? new long[] {6, 4, 4, 1} : new long[] {4, 6, 1, 4};
        LSTM mine = new LSTM(4, 5, LSTM.options().numLayers(2).bidirectional(both));
        LSTMOptions options = new LSTMOptions(4, 5);
        options.num_layers().put(2);
        options.bidirectional().put(both);
        LSTMImpl yours = new LSTMImpl(options);
        int states = both ? 4 : 2;
        Twins.agree(
                mine,
                in -> {
                    PackedSequence packed = RnnUtils.packPaddedSequence(in[0], lengths, false, sorted);
                    LSTM.PackedOutput out = mine.forward(packed, in[1], in[2]);
                    RnnUtils.Padded padded = RnnUtils.padPackedSequence(out.output(), false, -1, 6);
                    assertThat(padded.lengths().toLongArray()).isEqualTo(lengths);
                    return List.of(padded.padded(), out.hidden(), out.cell());
                },
                yours,
                in -> {
                    T_PackedSequenceT_TensorTensor_T_T out = yours.forward_with_packed_input(
                            torch.pack_padded_sequence(in[0], Torch.of(Tensor.of(lengths, 4)), false, sorted),
                            new T_TensorTensor_T(in[1], in[2]));
                    return List.of(
                            torch.pad_packed_sequence(out.get0(), false, -1, new LongOptional(6))
                                    .get0(),
                            out.get1().get0(),
                            out.get1().get1());
                },
                List.of(random(1, 6, 4, 4), random(2, states, 4, 5), random(3, states, 4, 5)),
                FLOAT32,
                Map.of());
    }

    @Test
    void cellsAgree() {
        LSTMCell lstm = new LSTMCell(4, 5);
        LSTMCellImpl theirLstm = new LSTMCellImpl(4, 5);
        Twins.agree(
                lstm,
                in -> {
                    LSTMCell.State next = lstm.forward(in[0], in[1], in[2]);
                    return List.of(next.hidden(), next.cell());
                },
                theirLstm,
                in -> {
                    T_TensorTensor_T next = theirLstm.forward(in[0], new T_TensorTensor_T(in[1], in[2]));
                    return List.of(next.get0(), next.get1());
                },
                List.of(random(1, 3, 4), random(2, 3, 5), random(3, 3, 5)),
                FLOAT32,
                Map.of());
        GRUCell gru = new GRUCell(4, 5);
        GRUCellImpl theirGru = new GRUCellImpl(4, 5);
        Twins.agree(
                gru,
                in -> List.of(gru.forward(in[0], in[1])),
                theirGru,
                in -> List.of(theirGru.forward(in[0], in[1])),
                List.of(random(1, 3, 4), random(2, 3, 5)),
                FLOAT32,
                Map.of());
        RNNCell rnn = new RNNCell(4, 5);
        RNNCellImpl theirRnn = new RNNCellImpl(4, 5);
        Twins.agree(
                rnn,
                in -> List.of(rnn.forward(in[0], in[1])),
                theirRnn,
                in -> List.of(theirRnn.forward(in[0], in[1])),
                List.of(random(1, 3, 4), random(2, 3, 5)),
                FLOAT32,
                Map.of());
    }

    @Test
    void aSequenceWithoutABatchGivesWhatABatchOfOneGives() {
        LSTM lstm = new LSTM(4, 5, LSTM.options().bidirectional(true));
        Tensor x = random(1, 6, 4);
        LSTM.Output single = lstm.forward(x, null, null);
        LSTM.Output batch = lstm.forward(x.unsqueeze(1), null, null);
        assertThat(single.output().toFloatArray()).isEqualTo(batch.output().toFloatArray());
        assertThat(single.hidden().shape().toArray()).containsExactly(2, 5);
        assertThat(single.cell().toFloatArray()).isEqualTo(batch.cell().toFloatArray());
    }

    @Test
    void sequencesComeBackFromPackingAsTheyWere() {
        List<Tensor> sequences = List.of(random(1, 2, 3), random(2, 5, 3), random(3, 1, 3));
        List<Tensor> back = RnnUtils.unpackSequence(RnnUtils.packSequence(sequences, false));
        for (int i = 0; i < sequences.size(); i++) {
            assertThat(back.get(i).toFloatArray()).isEqualTo(sequences.get(i).toFloatArray());
        }
        assertThat(Objects.requireNonNull(
                                RnnUtils.packSequence(sequences, false).sortedIndices())
                        .toLongArray())
                .containsExactly(1, 0, 2);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        GRU gru = new GRU(4, 5);
        assertThatThrownBy(() -> gru.forward(random(1, 7, 3, 6)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("6 features, expected 4");
        assertThatThrownBy(() -> gru.forward(random(1, 7, 3, 4), random(2, 1, 2, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("must be [1, 3, 5]");
        assertThatThrownBy(() -> RnnUtils.packPaddedSequence(random(1, 4, 2, 3), new long[] {2, 4}, false, true))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("not sorted");
        assertThatThrownBy(() -> RnnUtils.packPaddedSequence(random(1, 4, 2, 3), new long[] {4, 0}, false, true))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("lengths[1] is 0");
        assertThatThrownBy(() -> new GRU(4, 5, GRU.options().projSize(2))).isInstanceOf(ArclightException.class);
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
