package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowSizeTest {
    private static final TensorSpec IMAGE = new TensorSpec("image", DType.FLOAT32, -1, 1000);
    private static final TensorSpec IDS = new TensorSpec("ids", DType.INT64, -1, -1);
    private static final TensorSpec PAIR = new TensorSpec("pair", DType.INT64, -1, 2);
    private static final TensorSpec SCORE = new TensorSpec("score", DType.FLOAT32, -1, 1);
    private static final TensorSpec VECTOR = new TensorSpec("vector", DType.FLOAT64, -1, 500);

    @Test
    void rows_of_one_length_make_one_batch() {
        assertThat(rows(new BatchLimits(256, 0, 0), List.of(IMAGE), SCORE)).isEqualTo(256);
        assertThat(rows(new BatchLimits(256, 40_040, 0), List.of(IMAGE), SCORE)).isEqualTo(10);
        assertThat(rows(new BatchLimits(256, 0, 41), List.of(PAIR), SCORE)).isEqualTo(20);
    }

    @Test
    void rows_of_any_length_are_read_ahead_for_some_batches_of_them() {
        assertThat(rows(new BatchLimits(256, 64 << 20, 100), List.of(IDS), SCORE))
                .isEqualTo(256 * 16);
    }

    @Test
    void what_lies_beside_tokens_and_what_comes_out_counts_too() {
        BatchLimits limits = new BatchLimits(256, 8_000, 0);

        assertThat(rows(limits, List.of(IDS, IMAGE), SCORE)).isEqualTo(16 * 8_000 / 4_004);
        assertThat(rows(limits, List.of(IDS), VECTOR)).isEqualTo(16 * 8_000 / 4_000);
        assertThat(rows(limits, List.of(IMAGE), VECTOR)).isEqualTo(1);
        assertThat(rows(limits, List.of(IMAGE))).isEqualTo(2);
    }

    @Test
    void a_row_is_read_however_large_it_is() {
        assertThat(rows(new BatchLimits(256, 1, 1), List.of(IMAGE, PAIR), SCORE))
                .isOne();
    }

    @Test
    void numbers_that_pass_an_int_or_a_long_are_no_wrong_sizes() {
        BatchLimits endless = new BatchLimits(1 << 28, Long.MAX_VALUE, Long.MAX_VALUE);

        assertThat(rows(endless, List.of(IMAGE), SCORE)).isEqualTo(1 << 28);
        assertThatThrownBy(() -> rows(endless, List.of(IDS), SCORE))
                .isInstanceOf(ScoringException.class)
                .hasMessage("4294967296 rows are to be read ahead, more than the largest Java array holds, 2^31 - 9;"
                        + " lower batchSize or bucketBatches");
        TensorSpec huge = new TensorSpec("huge", DType.FLOAT32, -1, 1 << 30, 1 << 30, 1 << 30);
        assertThatThrownBy(() -> rows(BatchLimits.DEFAULT, List.of(huge), SCORE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("more numbers a row than the largest Java array holds");
        ScoringOutput wide = ScoringOutput.of(VECTOR, 0, ArclightModel.AUTO, "here");
        assertThatThrownBy(() -> new OutputValues(wide, 1 << 24))
                .isInstanceOf(ScoringException.class)
                .hasMessageContaining("16777216 rows of 500 values of 'vector' pass the largest Java array");
    }

    private static int rows(BatchLimits limits, List<TensorSpec> inputs, TensorSpec... outputs) {
        List<ScoringOutput> columns = IntStream.range(0, outputs.length)
                .mapToObj(i -> ScoringOutput.of(outputs[i], i, ArclightModel.AUTO, "here"))
                .toList();
        return WindowSize.rows(new Signature(inputs, List.of(outputs)), columns, limits, 16);
    }
}
