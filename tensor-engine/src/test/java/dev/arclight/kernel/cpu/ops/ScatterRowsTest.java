package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScatterRowsTest {
    private static final int ROWS = 100;
    private static final int WIDTH = 80;
    private static final int INDICES = 90;

    /** {@code [2, INDICES]}, each row another. */
    private static long[] indices() {
        long[] indices = new long[2 * INDICES];
        Arrays.setAll(indices, i -> i * 7L % (i < INDICES ? WIDTH : 31));
        return indices;
    }

    private static double[] expected(double[] base, long... indices) {
        double[] sums = base.clone();
        for (int i = 0; i < indices.length; i++) {
            sums[i / INDICES * WIDTH + (int) indices[i]] += i;
        }
        return sums;
    }

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

    @Test
    void long_rows_begin_with_what_they_are_added_to() {
        Tensor index = Tensor.of(indices(), 2, INDICES);
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
            Tensor numbers = Tensor.arange(2L * INDICES).reshape(2, INDICES).to(dtype);
            Tensor base = Tensor.arange(2L * WIDTH).reshape(2, WIDTH).to(dtype);
            Tensor one = Tensor.ones(dtype).expand(2, WIDTH);
            Tensor turned =
                    Tensor.arange(2L * WIDTH).reshape(WIDTH, 2).to(dtype).t();
            for (Tensor begun : new Tensor[] {base, one, turned}) {
                assertThat(begun.scatterAdd(1, index, numbers).toDoubleArray())
                        .isEqualTo(expected(begun.toDoubleArray(), indices()));
            }
        }
    }

    @Test
    void an_index_outside_of_a_long_row_is_an_error_that_names_it() {
        long[] indices = indices();
        indices[INDICES + 5] = WIDTH;
        Tensor base = Tensor.zeros(2, WIDTH);

        assertThatThrownBy(() -> base.scatterAdd(1, Tensor.of(indices, 2, INDICES), Tensor.ones(2, INDICES)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("index " + WIDTH);
        assertThat(base.toFloatArray()).containsOnly(0f);
    }
}
