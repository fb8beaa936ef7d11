package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of a recurrent step bit for bit against one chain of fused multiply-adds for each element, by vectors and without. */
final class StepProductTest {
    private static final String SHAPES = """
            rows | columns | depth | hidden
            16   | 64      | 20    | 16
            32   | 1024    | 256   | 256
            17   | 100     | 300   | 25
            19   | 7       | 1     | 530
            1    | 40      | 3     | 10
            200  | 36      | 5     | 9
            """;

    private final Random random = new Random(5);

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES, delimiter = '|', useHeadersInDisplayName = true)
    void anElementIsOneChainFromTheBiasThroughBothProducts(int m, int n, int k, int hidden) {
        float[] x = floats(m * k + 3);
        float[] h = floats(m * hidden + 2);
        float[] u = floats(n * k);
        float[] w = floats(n * hidden);
        float[] bias = floats(n + 1);
        float[] expected = new float[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = bias[1 + j];
                for (int p = 0; p < k; p++) {
                    sum = Math.fma(x[3 + i * k + p], u[j * k + p], sum);
                }
                for (int p = 0; p < hidden; p++) {
                    sum = Math.fma(h[2 + i * hidden + p], w[j * hidden + p], sum);
                }
                expected[i * n + j] = sum;
            }
        }
        for (GemmFloatKernels kernels : new GemmFloatKernels[] {GemmKernels.FLOAT, new GemmFloatScalar()}) {
            PackedB first = PackedB.pack(kernels, k, n, u, 0, 1, k);
            PackedB second = PackedB.pack(kernels, hidden, n, w, 0, 1, hidden);
            StepProduct product = new StepProduct(m, first, second, bias, 1);
            // What an earlier call left in the sums is of no matter.
            for (int call = 0; call < 2; call++) {
                product.multiply(m, x, 3, h, 2);
                float[] sums = new float[m * n];
                for (int i = 0; i < m; i++) {
                    System.arraycopy(product.sums(), i * product.rowStride(), sums, i * n, n);
                }
                assertThat(sums).as(kernels.getClass().getSimpleName()).isEqualTo(expected);
            }
        }
    }

    @Test
    void factorsOfDifferentWidthsAreRefused() {
        PackedB first = PackedB.pack(2, 8, new float[16], 0, 1, 2);
        PackedB second = PackedB.pack(2, 4, new float[8], 0, 1, 2);
        assertThatThrownBy(() -> new StepProduct(1, first, second, new float[8], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 and 4 columns");
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
