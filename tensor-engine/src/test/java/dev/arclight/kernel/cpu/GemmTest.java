package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products against the definition, computed in double one element at a time. */
final class GemmTest {
    private static final int[] EXTENTS = {0, 1, 2, 5, 12, 13, 31, 33, 64, 70};
    private static final int[] DEPTHS = {0, 1, 3, 16, 257, 600};

    private final Random random = new Random(7);

    @Test
    void floatsAgreeWithTheDefinitionForEveryShape() {
        for (int m : EXTENTS) {
            for (int n : EXTENTS) {
                for (int k : DEPTHS) {
                    checkFloat(m, n, k, k, 1, n, 1, false);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 29, 1, 53",
        "53, 1, 1, 53",
        "1, 29, 37, 1",
        "60, 1, 40, 1",
        "106, 2, 74, 2",
        "0, 1, 37, 1",
        "53, 1, 0, 1"
    })
    void floatsAgreeForTransposesGapsAndRepeats(int aRow, int aColumn, int bRow, int bColumn) {
        checkFloat(29, 37, 53, aRow, aColumn, bRow, bColumn, false);
        checkFloat(29, 37, 53, aRow, aColumn, bRow, bColumn, true);
    }

    @Test
    void doublesAgreeWithTheDefinition() {
        for (int m : EXTENTS) {
            for (int n : EXTENTS) {
                checkDouble(m, n, 19, 19, 1, n, 1, false);
                checkDouble(m, n, 300, 1, m, 1, 300, true);
            }
        }
    }

    @Test
    void aRowHasTheSameBitsWhateverTheNumberOfRows() {
        int n = 45;
        int k = 300;
        float[] a = floats(200 * k);
        float[] b = floats(k * n);
        float[] all = new float[200 * n];
        Gemm.sgemm(200, n, k, a, 0, k, 1, b, 0, n, 1, all, 0, n, false, null);
        for (int m : new int[] {1, 2, 3, 5, 7, 13, 16, 64, 199}) {
            float[] some = new float[m * n];
            Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, some, 0, n, false, null);
            assertThat(some).as("m = " + m).isEqualTo(Arrays.copyOf(all, m * n));
        }
    }

    @Test
    void vectorsAndTheirScalarTwinsGiveTheSameBits() {
        for (int m : new int[] {1, 4, 13, 40}) {
            for (int n : new int[] {1, 33, 64}) {
                int k = 270;
                float[] a = floats(m * k);
                float[] b = floats(k * n);
                float[] ours = new float[m * n];
                float[] twin = new float[m * n];
                Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, ours, 0, n, false, null);
                GemmFloat.multiply(
                        new GemmFloatScalar(), m, n, k, a, 0, k, 1, b, 0, n, 1, null, twin, 0, n, false, null);
                assertThat(twin).as(m + "×" + n + "×" + k).isEqualTo(ours);
            }
        }
    }

    @Test
    void aPackedFactorGivesTheSameBits() {
        int m = 21;
        int n = 50;
        int k = 260;
        float[] a = floats(m * k);
        float[] w = floats(n * k);
        float[] plain = new float[m * n];
        float[] packed = new float[m * n];
        Gemm.sgemm(m, n, k, a, 0, k, 1, w, 0, 1, k, plain, 0, n, false, null);
        Gemm.sgemm(m, a, 0, k, 1, PackedB.pack(k, n, w, 0, 1, k), packed, 0, n, false, null);
        assertThat(packed).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"true, NONE", "true, RELU", "false, NONE", "false, RELU"})
    void biasAndActivationFollowTheCompleteSum(boolean perColumn, EpilogueActivation activation) {
        int m = 17;
        int n = 35;
        int k = 300;
        float[] a = floats(m * k);
        float[] b = floats(k * n);
        float[] bias = floats(3 + Math.max(m, n));
        float[] plain = new float[m * n];
        float[] finished = new float[m * n];
        Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, plain, 0, n, false, null);
        Epilogue epilogue =
                perColumn ? Epilogue.columnBias(bias, 3, activation) : Epilogue.rowBias(bias, 3, activation);
        Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, finished, 0, n, false, epilogue);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float sum = plain[i * n + j] + bias[3 + (perColumn ? j : i)];
                float expected = activation == EpilogueActivation.RELU ? Math.max(sum, 0f) : sum;
                assertThat(finished[i * n + j]).isEqualTo(expected);
            }
        }
    }

    @Test
    void notANumberStaysInItsRow() {
        int m = 14;
        int n = 40;
        int k = 20;
        float[] a = floats(m * k);
        float[] b = floats(k * n);
        a[3 * k + 7] = Float.NaN;
        a[5 * k] = Float.POSITIVE_INFINITY;
        float[] c = new float[m * n];
        Gemm.sgemm(m, n, k, a, 0, k, 1, b, 0, n, 1, c, 0, n, false, null);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float value = c[i * n + j];
                if (i == 3) {
                    assertThat(value).isNaN();
                } else if (i == 5) {
                    assertThat(Math.abs(value)).isEqualTo(Float.POSITIVE_INFINITY);
                } else {
                    assertThat(Float.isFinite(value)).isTrue();
                }
            }
        }
    }

    @Test
    void nothingOutsideTheResultIsWritten() {
        float[] c = new float[200];
        Arrays.fill(c, 9f);
        Gemm.sgemm(3, 5, 4, floats(12), 0, 4, 1, floats(20), 0, 5, 1, c, 10, 20, false, null);
        for (int i = 0; i < c.length; i++) {
            int row = Math.floorDiv(i - 10, 20);
            boolean inside = row >= 0 && row < 3 && (i - 10) % 20 < 5;
            if (!inside) {
                assertThat(c[i]).as("element " + i).isEqualTo(9f);
            }
        }
    }

    @Test
    void shortArraysAndNegativeExtentsAreRefusedBeforeAnythingIsWritten() {
        float[] c = new float[6];
        assertThatThrownBy(
                        () -> Gemm.sgemm(2, 3, 4, new float[7], 0, 4, 1, new float[12], 0, 3, 1, c, 0, 3, false, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A");
        assertThatThrownBy(
                        () -> Gemm.sgemm(2, 3, 4, new float[8], 0, 4, 1, new float[11], 0, 3, 1, c, 0, 3, false, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("B");
        assertThatThrownBy(
                        () -> Gemm.sgemm(-1, 3, 4, new float[8], 0, 4, 1, new float[12], 0, 3, 1, c, 0, 3, false, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(c).containsOnly(0f);
    }

    private void checkFloat(int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn, boolean accumulate) {
        float[] a = floats(5 + reach(m, k, aRow, aColumn));
        float[] b = floats(3 + reach(k, n, bRow, bColumn));
        float[] c = floats(2 + m * n);
        float[] before = c.clone();
        Gemm.sgemm(m, n, k, a, 5, aRow, aColumn, b, 3, bRow, bColumn, c, 2, n, accumulate, null);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? before[2 + i * n + j] : 0;
                double size = Math.abs(sum);
                for (int p = 0; p < k; p++) {
                    double term = (double) a[5 + i * aRow + p * aColumn] * b[3 + p * bRow + j * bColumn];
                    sum += term;
                    size += Math.abs(term);
                }
                assertThat((double) c[2 + i * n + j]).isCloseTo(sum, within(1e-6 * size));
            }
        }
    }

    private void checkDouble(int m, int n, int k, int aRow, int aColumn, int bRow, int bColumn, boolean accumulate) {
        double[] a = random.doubles(reach(m, k, aRow, aColumn), -1, 1).toArray();
        double[] b = random.doubles(reach(k, n, bRow, bColumn), -1, 1).toArray();
        double[] c = random.doubles((long) m * n, -1, 1).toArray();
        double[] before = c.clone();
        Gemm.dgemm(m, n, k, a, 0, aRow, aColumn, b, 0, bRow, bColumn, c, 0, n, accumulate, null);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = accumulate ? before[i * n + j] : 0;
                for (int p = 0; p < k; p++) {
                    sum += a[i * aRow + p * aColumn] * b[p * bRow + j * bColumn];
                }
                assertThat(c[i * n + j]).isCloseTo(sum, within(1e-12 * (k + 1)));
            }
        }
    }

    private static int reach(int rows, int columns, int rowStride, int columnStride) {
        return rows == 0 || columns == 0 ? 0 : 1 + (rows - 1) * rowStride + (columns - 1) * columnStride;
    }

    private float[] floats(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
