package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Dispatch;
import dev.arclight.op.SliceBackward;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceBackwardTest {
    @ParameterizedTest
    @CsvSource({
        "64, 0, 64, 2",
        "65, 1, 64, 3",
        "100, 0, 51, 50",
        "5000, 3, 4999, 2",
        "5000, 0, 5000, 5",
        "70, 69, 70, 2"
    })
    @SuppressWarnings("try") // The scope is there to be closed.
    void longRowsHaveTheirElementsInPlaceAndZerosElsewhere(int extent, int start, int end, int step) {
        SliceBackward op = new SliceBackward(Shape.of(3, 2, extent), -1, start, end, step);
        int count = (end - start - 1) / step + 1;
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BOOL}) {
            Tensor plain =
                    Tensor.randn(Generator.seeded(3), 3, 2, count).mul(100.0).to(dtype);
            Tensor[] inputs = {
                plain,
                plain.narrow(2, 0, 1).expand(3, 2, count),
                plain.transpose(0, 1).copy().transpose(0, 1)
            };
            Arena arena = new Arena();
            for (Tensor input : inputs) {
                try (Arena.Scope scope = arena.open()) {
                    // Memory that is used again holds something else.
                    Tensor.ones(dtype, 3, 2, extent).mul(7L);
                }
                try (Arena.Scope scope = arena.open()) {
                    assertThat(Dispatch.run(op, input).toDoubleArray())
                            .containsExactly(expected(input.toDoubleArray(), extent, start, step, count));
                }
            }
        }
    }

    private static double[] expected(double[] in, int extent, int start, int step, int count) {
        double[] out = new double[in.length / count * extent];
        for (int i = 0; i < in.length; i++) {
            out[i / count * extent + start + i % count * step] = in[i];
        }
        return out;
    }
}
