package dev.arclight.spark.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class PartitionDataTest {
    private static final FeatureColumn X = FeatureColumn.of("x", 0, DataTypes.FloatType);
    private static final FeatureColumn Y = FeatureColumn.of("y", 1, DataTypes.createArrayType(DataTypes.FloatType));

    @Test
    void features_that_pass_the_largest_array_ask_for_more_partitions() {
        TensorBatch batch = batch(layout(1, 1 << 10), 1 << 21);

        assertThatThrownBy(() ->
                        PartitionData.of(layout(1, 1 << 10), List.of(batch).iterator()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("rows of 1024 features passes the largest Java array")
                .hasMessageEndingWith("repartition into more partitions");
    }

    @Test
    void targets_that_pass_the_largest_array_ask_for_more_partitions() {
        TensorBatch batch = batch(layout(1 << 20, 1), 2048);

        assertThatThrownBy(() ->
                        PartitionData.of(layout(1 << 20, 1), List.of(batch).iterator()))
                .isInstanceOf(ShapeException.class)
                .hasMessage("a partition of more than 0 rows of 1048576 targets passes the largest Java array,"
                        + " 2^31 - 9 elements; repartition into more partitions");
    }

    @Test
    void a_batch_that_passes_the_largest_array_asks_for_a_smaller_one() {
        assertThatThrownBy(() -> new TensorBatch(layout(1 << 20, 1), 2048))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("2048 rows of 1048576 numbers pass the largest Java array")
                .hasMessageEndingWith("use smaller batches");
        assertThatThrownBy(() -> new TensorBatch(layout(1, 1 << 20), 2048)).isInstanceOf(ShapeException.class);
    }

    @Test
    void rows_that_pass_the_largest_array_are_refused() {
        assertThatThrownBy(() -> layout(1, 1 << 16, 1 << 16))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[65536, 65536]");
        assertThatThrownBy(() -> layout(Integer.MAX_VALUE, 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("target columns of [2147483647] numbers");
    }

    /** Has room for one row, and says that it has more. */
    private static TensorBatch batch(TensorLayout layout, int rows) {
        TensorBatch batch = new TensorBatch(layout, 1);
        batch.rows(rows);
        return batch;
    }

    private static TensorLayout layout(int targets, int... shape) {
        return new TensorLayout(
                List.of(X),
                null,
                null,
                List.of(Y),
                new int[] {targets},
                shape,
                null,
                DType.FLOAT32,
                false,
                RowPosition.Origin.ELSEWHERE);
    }
}
