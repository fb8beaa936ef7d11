package dev.arclight.beam.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorBlockTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void everyDTypeComesBackFromItsBytes(DType dtype) throws Exception {
        Tensor numbers = Tensor.of(new float[] {0, 1, 1, 0, 1, 0}, 2, 3).to(dtype);
        TensorBlock block = TensorBlock.of(Map.of("x", numbers));

        byte[] bytes = CoderUtils.encodeToByteArray(TensorBlockCoder.of(), block);
        Tensor back =
                CoderUtils.decodeFromByteArray(TensorBlockCoder.of(), bytes).column("x");

        assertThat(back.type()).isEqualTo(numbers.type());
        assertThat(back.to(DType.FLOAT32).toFloatArray()).containsExactly(0, 1, 1, 0, 1, 0);
    }

    @Test
    void partOfATensorIsEncodedAsWhatItShows() throws Exception {
        Tensor middle = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, 3, 2).narrow(0, 1, 1);
        TensorBlock block = TensorBlock.of(Map.of("x", middle));

        byte[] bytes = CoderUtils.encodeToByteArray(TensorBlockCoder.of(), block);

        assertThat(CoderUtils.decodeFromByteArray(TensorBlockCoder.of(), bytes)
                        .column("x")
                        .toLongArray())
                .containsExactly(3, 4);
    }

    @Test
    void bytesThatEndEarlyAreAnError() throws Exception {
        TensorBlock block = TensorBlock.of(Map.of("x", Tensor.of(new long[] {1, 2}, 2)));
        byte[] bytes = CoderUtils.encodeToByteArray(TensorBlockCoder.of(), block);

        assertThatThrownBy(() ->
                        CoderUtils.decodeFromByteArray(TensorBlockCoder.of(), Arrays.copyOf(bytes, bytes.length - 1)))
                .hasRootCauseMessage("TensorBlockCoder: a tensor of 2 elements of int64 ends early");
    }

    @Test
    void beamInfersTheCoder() throws CannotProvideCoderException {
        assertThat(CoderRegistry.createDefault().getCoder(TensorBlock.class)).isSameAs(TensorBlockCoder.of());
    }

    @Test
    void columnsMustHaveRowsAndEquallyMany() {
        Map<String, Tensor> uneven = new LinkedHashMap<>();
        uneven.put("a", Tensor.of(new long[] {1, 2}, 2));
        uneven.put("b", Tensor.of(new long[] {1}, 1));

        assertThatThrownBy(() -> TensorBlock.of(uneven))
                .isInstanceOf(ShapeException.class)
                .hasMessage("column 'b' is int64[1], expected 2 rows as the columns before");
        assertThatThrownBy(() -> TensorBlock.of(Map.of("s", Tensor.scalar(1))))
                .hasMessageContaining("expected a tensor of rows");
        assertThatThrownBy(() -> TensorBlock.of(Map.of())).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> TensorBlock.of(Map.of("a", Tensor.of(new long[] {1}, 1)))
                        .column("b"))
                .hasMessage("there is no column 'b'; the block has [a]");
    }
}
