package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Embedding;
import dev.arclight.nn.Functional;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.Transformer;
import dev.arclight.nn.TransformerDecoderLayer;
import dev.arclight.nn.TransformerEncoder;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.EmbeddingOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MultiheadAttentionImpl;
import org.bytedeco.pytorch.MultiheadAttentionOptions;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TransformerDecoderLayerImpl;
import org.bytedeco.pytorch.TransformerDecoderLayerOptions;
import org.bytedeco.pytorch.TransformerEncoderLayerImpl;
import org.bytedeco.pytorch.TransformerEncoderLayerOptions;
import org.bytedeco.pytorch.TransformerImpl;
import org.bytedeco.pytorch.kGELU;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention and transformers: outputs, weights, gradients and three optimizer steps are libtorch's. */
class TransformersAgreementTest {
    /** A dozen products and norms deep; a single op keeps 1e-5. */
    private static final double DEEP = 1e-4;

    private static final double FLOAT32 = 2e-5;

    @BeforeEach
    void seed() {
        Generator.manualSeed(17);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, 8, true",
        "true, false, false, 8, true",
        "false, true, true, 8, true",
        "false, false, false, 6, true",
        "true, true, false, 8, false"
    })
    void attentionAgrees(boolean masked, boolean addBias, boolean addZero, int kdim, boolean bias) {
        MultiheadAttention mine = new MultiheadAttention(
                8,
                2,
                MultiheadAttention.options()
                        .addBiasKv(addBias)
                        .addZeroAttn(addZero)
                        .kdim(kdim)
                        .vdim(kdim)
                        .bias(bias));
        MultiheadAttentionOptions options = new MultiheadAttentionOptions(8, 2);
        options.add_bias_kv().put(addBias);
        options.add_zero_attn().put(addZero);
        options.kdim().put(kdim);
        options.vdim().put(kdim);
        options.bias().put(bias);
        MultiheadAttentionImpl yours = new MultiheadAttentionImpl(options);
        Tensor padding = masked ? padding(3, 5, 2) : null;
        Tensor mask = masked ? causal(4, 5) : null;
        Twins.agree(
                mine,
                in -> {
                    MultiheadAttention.Output out = mine.forward(in[0], in[1], in[2], padding, true, mask, true, false);
                    return List.of(out.output(), Objects.requireNonNull(out.weights()));
                },
                yours,
                in -> {
                    T_TensorTensor_T out = yours.forward(in[0], in[1], in[2], of(padding), true, of(mask), true);
                    return List.of(out.get0(), out.get1());
                },
                List.of(random(1, 4, 3, 8), random(2, 5, 3, kdim), random(3, 5, 3, kdim)),
                FLOAT32,
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attentionWithoutWeightsGivesTheSameOutput(boolean masked) {
        MultiheadAttention layer =
                new MultiheadAttention(8, 2, MultiheadAttention.options().batchFirst(true));
        Tensor q = random(1, 3, 4, 8);
        Tensor k = random(2, 3, 5, 8);
        Tensor padding = masked ? padding(3, 5, 2) : null;
        Tensor mask = masked ? causal(4, 5) : null;
        Tensor fast = layer.forward(q, k, k, padding, false, mask, true, false).output();
        Tensor slow = layer.forward(q, k, k, padding, true, mask, true, false).output();
        assertThat(fast.sub(slow).abs().max().item()).isLessThan(1e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void encoderLayersAgree(boolean gelu) {
        TransformerEncoderLayer mine =
                new TransformerEncoderLayer(8, 2, gelu ? options().activation(Functional::gelu) : options());
        TransformerEncoderLayerOptions theirs = new TransformerEncoderLayerOptions(8, 2);
        theirs.dim_feedforward().put(16);
        theirs.dropout().put(0);
        if (gelu) {
            theirs.activation().put(new kGELU());
        }
        TransformerEncoderLayerImpl yours = new TransformerEncoderLayerImpl(theirs);
        Tensor padding = padding(3, 4, 1);
        Tensor mask = causal(4, 4);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0], mask, padding)),
                yours,
                in -> List.of(yours.forward(in[0], of(mask), of(padding))),
                List.of(random(1, 4, 3, 8)),
                DEEP,
                Map.of());
    }

    @Test
    void decoderLayersAgree() {
        TransformerDecoderLayer mine = new TransformerDecoderLayer(8, 2, options());
        TransformerDecoderLayerOptions theirs = new TransformerDecoderLayerOptions(8, 2);
        theirs.dim_feedforward().put(16);
        theirs.dropout().put(0);
        TransformerDecoderLayerImpl yours = new TransformerDecoderLayerImpl(theirs);
        Tensor padding = padding(3, 5, 2);
        Tensor mask = causal(4, 4);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0], in[1], mask, null, null, padding)),
                yours,
                in -> List.of(yours.forward(in[0], in[1], of(mask), of(null), of(null), of(padding))),
                List.of(random(1, 4, 3, 8), random(2, 5, 3, 8)),
                DEEP,
                Map.of());
    }

    @Test
    void wholeTransformersAgree() {
        Transformer mine = new Transformer(8, 2, 2, 2, options());
        org.bytedeco.pytorch.TransformerOptions theirs = new org.bytedeco.pytorch.TransformerOptions();
        theirs.d_model().put(8);
        theirs.nhead().put(2);
        theirs.num_encoder_layers().put(2);
        theirs.num_decoder_layers().put(2);
        theirs.dim_feedforward().put(16);
        theirs.dropout().put(0);
        TransformerImpl yours = new TransformerImpl(theirs);
        Tensor mask = Transformer.generateSquareSubsequentMask(4);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0], in[1], null, mask, null, null, null, null)),
                yours,
                in -> List.of(yours.forward(in[0], in[1], of(null), of(mask), of(null), of(null), of(null), of(null))),
                List.of(random(1, 5, 3, 8), random(2, 4, 3, 8)),
                DEEP,
                Map.of());
    }

    @Test
    void batchFirstAndNormFirstAreTheSameArithmeticInAnotherOrder() {
        TransformerEncoderLayer sequence = new TransformerEncoderLayer(8, 2, options());
        TransformerEncoderLayer batch =
                new TransformerEncoderLayer(8, 2, options().batchFirst(true));
        batch.loadStateDict(sequence.stateDict());
        Tensor x = random(1, 4, 3, 8);
        Tensor expected = sequence.forward(x);
        Tensor actual = batch.forward(x.transpose(0, 1)).transpose(0, 1);
        assertThat(actual.sub(expected).abs().max().item()).isLessThan(1e-6);
        TransformerEncoderLayer before =
                new TransformerEncoderLayer(8, 2, options().normFirst(true));
        before.loadStateDict(sequence.stateDict());
        assertThat(before.forward(x).sub(expected).abs().max().item()).isGreaterThan(0.01);
    }

    @Test
    void theLayersOfAnEncoderAreCopiesOfTheOneGiven() {
        TransformerEncoderLayer layer = new TransformerEncoderLayer(8, 2, options());
        TransformerEncoder encoder = new TransformerEncoder(layer, 2);
        assertThat(encoder.getParameter("layers.1.linear1.weight").toFloatArray())
                .isEqualTo(layer.getParameter("linear1.weight").toFloatArray());
        assertThat(encoder.getParameter("layers.1.linear1.weight"))
                .isNotSameAs(encoder.getParameter("layers.0.linear1.weight"));
    }

    @Test
    void embeddingsAgree() {
        Embedding mine = new Embedding(10, 4, 2);
        EmbeddingOptions options = new EmbeddingOptions(10, 4);
        options.padding_idx().put(new LongOptional(2));
        EmbeddingImpl yours = new EmbeddingImpl(options);
        Twins.agree(
                mine,
                in -> List.of(mine.forward(in[0])),
                yours,
                in -> List.of(yours.forward(in[0])),
                List.of(Tensor.of(new long[] {1, 2, 9, 1, 0, 2}, 2, 3)),
                FLOAT32,
                Map.of());
        assertThat(mine.weight().select(0, 2).toFloatArray()).containsOnly(0);
        Embedding frozen = Embedding.fromPretrained(random(1, 5, 3), true);
        assertThat(frozen.weight().requiresGrad()).isFalse();
        assertThat(frozen.forward(Tensor.of(new long[] {4}, 1)).shape().toArray())
                .containsExactly(1, 3);
    }

    @Test
    void aBooleanMaskHidesWhatMinusInfinityHides() {
        MultiheadAttention layer = new MultiheadAttention(8, 2);
        Tensor x = random(1, 4, 3, 8);
        Tensor added = causal(4, 4);
        Tensor expected = layer.forward(x, x, x, null, true, added, true, false).output();
        Tensor hidden =
                layer.forward(x, x, x, null, true, added.lt(0), true, false).output();
        assertThat(hidden.toFloatArray()).isEqualTo(expected.toFloatArray());
        Tensor perHead = added.expand(6, 4, 4);
        Tensor each = layer.forward(x, x, x, null, true, perHead, true, false).output();
        assertThat(each.toFloatArray()).isEqualTo(expected.toFloatArray());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new MultiheadAttention(8, 3)).isInstanceOf(ShapeException.class);
        MultiheadAttention layer = new MultiheadAttention(8, 2);
        Tensor x = random(1, 4, 3, 8);
        assertThatThrownBy(() -> layer.forward(random(1, 4, 3, 7), x, x)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> layer.forward(x, x, x, padding(3, 5, 1), true, null, true, false))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("keyPaddingMask");
        assertThatThrownBy(() -> layer.forward(x, x, x, null, true, causal(3, 4), true, false))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("attnMask");
    }

    private static TransformerOptions options() {
        return TransformerOptions.defaults().dimFeedforward(16).dropout(0);
    }

    /** The last {@code hidden} keys of the first example are padding. */
    private static Tensor padding(int batch, int keys, int hidden) {
        byte[] mask = new byte[batch * keys];
        for (int i = keys - hidden; i < keys; i++) {
            mask[i] = 1;
        }
        return Tensor.ofBytes(mask, DType.BOOL, batch, keys);
    }

    /** To be added: libtorch's C++ face adds a boolean mask too, as ones. */
    private static Tensor causal(int queries, int keys) {
        float[] mask = new float[queries * keys];
        for (int q = 0; q < queries; q++) {
            for (int k = q + 1; k < keys; k++) {
                mask[q * keys + k] = Float.NEGATIVE_INFINITY;
            }
        }
        return Tensor.of(mask, queries, keys);
    }

    private static org.bytedeco.pytorch.Tensor of(@Nullable Tensor tensor) {
        if (tensor == null) {
            return new org.bytedeco.pytorch.Tensor();
        }
        return Torch.of(tensor.dtype().isFloating() ? tensor.toDouble() : tensor);
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
