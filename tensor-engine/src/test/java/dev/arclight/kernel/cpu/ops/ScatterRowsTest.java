package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ScatterRowsTest {
    private static final int ROWS = 100;

    @Test
    void rows_of_one_place_each_take_what_is_added_to_them() {
        float[] numbers = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            numbers[i] = i;
        }
        Tensor index = Tensor.zeros(DType.INT64, ROWS, 1);

        Tensor sum = Tensor.zeros(DType.FLOAT32, ROWS, 1).scatterAdd(1, index, Tensor.of(numbers, ROWS, 1));

        assertThat(sum.toFloatArray()).isEqualTo(numbers);
    }
}
