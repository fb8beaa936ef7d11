package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Products bit for bit against one chain of fused multiply-adds for each element, for every way in which the right factor
 * may be read: in its own place, packed by the first tile, packed for many rows, turned over; in one band or several.
 */
final class GemmChainTest {
    private static final String SHAPES = """
            rows | columns | depth | gap | turned
            36   | 131     | 300   | 0   | false
            37   | 131     | 300   | 0   | false
            40   | 700     | 250   | 0   | false
            41   | 45      | 130   | 1100| false
            3    | 40      | 70    | 1100| false
            50   | 600     | 260   | 0   | false
            193  | 35      | 40    | 0   | false
            200  | 530     | 300   | 7   | false
            5    | 1600    | 3     | 0   | false
            195  | 1570    | 5     | 0   | false
            13   | 16      | 16    | 0   | true
            13   | 33      | 15    | 0   | true
            64   | 50      | 37    | 3   | true
            21   | 530     | 520   | 0   | true
            194  | 70      | 270   | 1   | true
            1    | 70      | 40    | 0   | true
            1    | 590     | 300   | 0   | true
            1    | 129     | 64    | 0   | true
            1    | 7       | 9     | 3   | true
            2    | 590     | 300   | 5   | true
            193  | 530     | 2000  | 0   | false
            2    | 128     | 270   | 0   | false
            1    | 64      | 129   | 0   | false
            1    | 64      | 300   | 9   | false
            1    | 32      | 13    | 0   | false
            1    | 16      | 8     | 0   | false
            """;

    private final Random random = new Random(11);

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES, delimiter = '|', useHeadersInDisplayName = true)
    void anElementOfAFloatProductIsOneChain(int m, int n, int k, int gap, boolean turned) {
        int bRow = turned ? 1 : n + gap;
        int bColumn = turned ? k + gap : 1;
        float[] a = floats(m * k);
        float[] b = floats((turned ? n : k) * Math.max(bRow, bColumn));
        float[] bias = floats(n);
        for (boolean accumulate : new boolean[] {false, true}) {
            float[] c = floats(m * n);
            float[] expected = new float[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    float sum = accumulate ? c[i * n + j] : 0f;
                    for (int p = 0; p < k; p++) {
                        sum = Math.fma(a[i * k + p], b[p * bRow + j * bColumn], sum);
                    }
                    expected[i * n + j] = sum + bias[j];
                }
            }
            Epilogue epilogue = Epilogue.columnBias(bias, 0, EpilogueActivation.NONE);
            for (GemmFloatKernels kernels : List.of(GemmKernels.FLOAT, new GemmFloatScalar())) {
                float[] result = c.clone();
                GemmFloat.multiply(
                        kernels, m, n, k, a, 0, k, 1, b, 0, bRow, bColumn, null, result, 0, n, accumulate, epilogue);
                assertThat(result).isEqualTo(expected);
                PackedB packed = PackedB.pack(kernels, k, n, b, 0, bRow, bColumn);
                float[] again = c.clone();
                GemmFloat.multiply(kernels, m, n, k, a, 0, k, 1, b, 0, 0, 0, packed, again, 0, n, accumulate, epilogue);
                assertThat(again).isEqualTo(expected);
                float[] turnedA = new float[m * k];
                for (int i = 0; i < m * k; i++) {
                    turnedA[i % k * m + i / k] = a[i];
                }
                float[] fromColumns = c.clone();
                GemmFloat.multiply(
                        kernels,
                        m,
                        n,
                        k,
                        turnedA,
                        0,
                        1,
                        m,
                        b,
                        0,
                        0,
                        0,
                        packed,
                        fromColumns,
                        0,
                        n,
                        accumulate,
                        epilogue);
                assertThat(fromColumns).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES, delimiter = '|', useHeadersInDisplayName = true)
    void aFunctionIsDoneOnceToEachBiasedSum(int m, int n, int k, int gap, boolean turned) {
        int bRow = turned ? 1 : n + gap;
        int bColumn = turned ? k + gap : 1;
        float[] a = floats(m * k);
        float[] b = floats((turned ? n : k) * Math.max(bRow, bColumn));
        Epilogue biased = Epilogue.columnBias(floats(n + 3), 3, EpilogueActivation.NONE);
        // Rows without and with room between them.
        for (int cRow : new int[] {n, n + 5}) {
            float[] before = floats(m * cRow);
            for (GemmFloatKernels kernels : List.of(GemmKernels.FLOAT, new GemmFloatScalar())) {
                PackedB packed = PackedB.pack(kernels, k, n, b, 0, bRow, bColumn);
                float[] expected = before.clone();
                GemmFloat.multiply(
                        kernels, m, n, k, a, 0, k, 1, b, 0, bRow, bColumn, null, expected, 0, cRow, true, biased);
                for (int i = 0; i < m; i++) {
                    for (int j = i * cRow; j < i * cRow + n; j++) {
                        expected[j] = FloatFunction.SILU.apply(expected[j]);
                    }
                }
                for (PackedB right : Arrays.asList(null, packed)) {
                    float[] result = before.clone();
                    GemmFloat.multiply(
                            kernels,
                            m,
                            n,
                            k,
                            a,
                            0,
                            k,
                            1,
                            b,
                            0,
                            bRow,
                            bColumn,
                            right,
                            result,
                            0,
                            cRow,
                            true,
                            biased.followedBy(FloatFunction.SILU));
                    assertThat(result).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void aFunctionOfFloatsDoesNotFollowAProductOfDoubles() {
        Epilogue epilogue = Epilogue.of(EpilogueActivation.NONE).followedBy(FloatFunction.GELU);
        assertThatThrownBy(() -> Gemm.dgemm(
                        1, 1, 1, new double[1], 0, 1, 1, new double[1], 0, 1, 1, new double[1], 0, 1, false, epilogue))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GELU");
    }

    @ParameterizedTest
    @CsvSource(textBlock = SHAPES, delimiter = '|', useHeadersInDisplayName = true)
    void anElementOfADoubleProductIsOneChain(int m, int n, int k, int gap, boolean turned) {
        int bRow = turned ? 1 : n + gap;
        int bColumn = turned ? k + gap : 1;
        double[] a = doubles(m * k);
        double[] b = doubles((turned ? n : k) * Math.max(bRow, bColumn));
        double[] bias = doubles(m);
        for (boolean accumulate : new boolean[] {false, true}) {
            double[] c = doubles(m * n);
            double[] expected = new double[m * n];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = accumulate ? c[i * n + j] : 0;
                    for (int p = 0; p < k; p++) {
                        sum = Math.fma(a[i * k + p], b[p * bRow + j * bColumn], sum);
                    }
                    expected[i * n + j] = sum + bias[i];
                }
            }
            Epilogue epilogue = Epilogue.rowBias(bias, 0, EpilogueActivation.NONE);
            for (GemmDoubleKernels kernels : List.of(GemmKernels.DOUBLE, new GemmDoubleScalar())) {
                double[] result = c.clone();
                GemmDouble.multiply(
                        kernels, m, n, k, a, 0, k, 1, b, 0, bRow, bColumn, result, 0, n, accumulate, epilogue);
                assertThat(result).isEqualTo(expected);
            }
        }
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private double[] doubles(int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}
