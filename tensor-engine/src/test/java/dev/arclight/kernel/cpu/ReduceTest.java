package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReduceTest {
    private static final FloatReductions PORTABLE = new ReducePortable();
    private static final FloatReductions CHOSEN = VectorSupport.choose(
            FloatReductions.class, "dev.arclight.kernel.cpu.vector.VectorReduce", ReducePortable::new);

    private final Random random = new Random(5);

    @Test
    void spansOfEveryLengthAndOffsetGiveTheBitsOfThePortableReductions() {
        float[] a = floats(5000);
        float[] b = floats(5000);
        for (int n = 0; n < 200; n++) {
            assertSameSpan(a, b, n % 7, n % 5, n);
        }
        for (int n : new int[] {1023, 1024, 1025, 1087, 1088, 2047, 2048, 2111, 4321}) {
            assertSameSpan(a, b, n % 7, n % 5, n);
        }
    }

    @Test
    void rowsOfEveryLengthAndDistanceGiveTheBitsOfTheirSums() {
        float[] in = floats(20_000);
        for (int n : new int[] {0, 1, 7, 15, 16, 17, 63, 64, 100, 127, 1000, 1024, 1025, 2111}) {
            for (int step : new int[] {0, 1, n, n + 3}) {
                float[] sums = new float[7];
                CHOSEN.sumRows(in, 5, n, step, 6, sums, 1);
                for (int row = 0; row < 6; row++) {
                    assertThat(sums[1 + row]).isEqualTo(PORTABLE.sum(in, 5 + row * step, n));
                }
            }
        }
    }

    private static void assertSameSpan(float[] a, float[] b, int p, int q, int n) {
        assertThat(CHOSEN.sum(a, p, n)).isEqualTo(PORTABLE.sum(a, p, n));
        for (int stride = 0; stride <= 3 && p + n * stride <= a.length; stride++) {
            assertThat(CHOSEN.sum(a, p, n, stride)).isEqualTo(PORTABLE.sum(a, p, n, stride));
        }
        assertThat(CHOSEN.dot(a, p, b, q, n)).isEqualTo(PORTABLE.dot(a, p, b, q, n));
        if (n > 0) {
            float max = PORTABLE.max(a, p, n);
            assertThat(CHOSEN.max(a, p, n)).isEqualTo(max);
            assertThat(CHOSEN.min(a, p, n)).isEqualTo(PORTABLE.min(a, p, n));
            assertThat(CHOSEN.indexOf(a, p, n, max)).isEqualTo(PORTABLE.indexOf(a, p, n, max));
        }
    }

    @Test
    void theFirstBeyondALimitIsThatOfThePortableReductions() {
        float[] in = floats(300);
        in[200] = Float.NaN;
        for (int n = 0; n < 290; n += 1 + n / 30) {
            for (float limit :
                    new float[] {-10, -1, 0, 1, 2.5f, 10, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}) {
                for (boolean above : new boolean[] {false, true}) {
                    assertThat(CHOSEN.firstBeyond(in, 5, n, limit, above))
                            .isEqualTo(PORTABLE.firstBeyond(in, 5, n, limit, above));
                }
            }
        }
    }

    @Test
    void columnsOfEveryWidthGiveTheBitsOfThePortableReductions() {
        float[] in = floats(40_000);
        for (int rows : new int[] {0, 1, 2, 15, 16, 63, 64, 65, 100, 300, 1025}) {
            for (int width : widths(rows)) {
                float[] expected = new float[width + 1];
                float[] actual = new float[width + 1];
                PORTABLE.sumColumns(in, 3, rows, width + 2, width, expected, 1);
                CHOSEN.sumColumns(in, 3, rows, width + 2, width, actual, 1);
                assertThat(actual).containsExactly(expected);
                if (rows == 0) {
                    continue;
                }
                PORTABLE.maxColumns(in, 3, rows, width + 2, width, expected, 1);
                CHOSEN.maxColumns(in, 3, rows, width + 2, width, actual, 1);
                assertThat(actual).containsExactly(expected);
                PORTABLE.minColumns(in, 3, rows, width + 2, width, expected, 1);
                CHOSEN.minColumns(in, 3, rows, width + 2, width, actual, 1);
                assertThat(actual).containsExactly(expected);
                float[] least = Arrays.copyOfRange(expected, 1, width + 1);
                int[] expectedRows = new int[width];
                int[] actualRows = new int[width];
                PORTABLE.indexColumns(in, 3, rows, width + 2, width, least, expectedRows);
                CHOSEN.indexColumns(in, 3, rows, width + 2, width, least, actualRows);
                assertThat(actualRows).containsExactly(expectedRows);
            }
        }
    }

    /** Of few rows also such as are read in more than one piece. */
    private static int[] widths(int rows) {
        IntStream narrow = IntStream.iterate(0, width -> width < 130, width -> width + 1 + width / 20);
        return (rows <= 16
                        ? IntStream.concat(narrow, IntStream.of(1000, 1024, 1025, 1050, 2000))
                        : rows <= 100 ? narrow : narrow.filter(width -> width <= 35))
                .toArray();
    }

    @Test
    void aColumnHasTheSumOfItsElementsInARow() {
        for (int n : new int[] {0, 1, 15, 16, 40, 64, 100, 1024, 1030, 2100}) {
            int width = 70;
            float[] in = floats(n * width);
            float[] sums = new float[width];
            double[] wide = new double[width];
            FloatFolds.sum(in, 0, n, width, width, sums, 0);
            DoubleFolds.sum(doubles(in), 0, n, width, width, wide, 0);
            for (int j = 0; j < width; j++) {
                float[] row = new float[n];
                for (int i = 0; i < n; i++) {
                    row[i] = in[i * width + j];
                }
                assertThat(sums[j]).isEqualTo(Reduce.sum(row, 0, n));
                assertThat(wide[j]).isEqualTo(Reduce.sum(doubles(row), 0, n));
            }
        }
    }

    @Test
    void productsOfEveryWidthGiveTheBitsOfThePortableReductions() {
        float[] in = floats(40_000);
        in[20_000] = 1e-30f;
        in[21_000] = 1e30f;
        in[22_000] = Float.NaN;
        for (int rows : new int[] {0, 1, 2, 16, 64}) {
            for (int width = 1; width < 130; width += 1 + width / 20) {
                for (int offset : new int[] {0, 19_900, 20_900, 21_900}) {
                    float[] expected = new float[width];
                    float[] actual = new float[width];
                    boolean normal = PORTABLE.productColumns(in, offset, rows, width + 2, width, expected);
                    assertThat(CHOSEN.productColumns(in, offset, rows, width + 2, width, actual))
                            .isEqualTo(normal);
                    assertThat(actual).containsExactly(expected);
                }
            }
        }
        for (int n = 0; n <= 1024; n += 32) {
            for (int offset : new int[] {3, 19_900, 20_900, 21_900}) {
                float[] expected = new float[32];
                float[] actual = new float[32];
                boolean normal = PORTABLE.products(in, offset, n, expected);
                assertThat(CHOSEN.products(in, offset, n, actual)).isEqualTo(normal);
                assertThat(Arrays.copyOf(actual, 16)).containsExactly(Arrays.copyOf(expected, 16));
            }
        }
    }

    @Test
    void factorsThatLeaveTheRangeOnTheWayDoNotSpoilAProduct() {
        float[] in = new float[640];
        Arrays.fill(in, 1);
        // All in the same chain: the first two alone are no longer a normal float.
        in[0] = 1e-30f;
        in[64] = 3e-30f;
        in[128] = 1e30f;
        in[192] = 2e30f;
        float[] out = new float[64];
        FloatFolds.product(in, 0, 640, 1, 1, out, 0);
        assertThat(out[0]).isCloseTo(6, within(1e-5f));
        FloatFolds.product(in, 0, 10, 64, 64, out, 0);
        assertThat(out[0]).isCloseTo(6, within(1e-5f));
        assertThat(out[1]).isEqualTo(1);
        in[256] = 1e38f;
        in[320] = 1e38f;
        in[384] = 1e-38f;
        in[448] = 1e-38f;
        FloatFolds.product(in, 0, 640, 1, 1, out, 0);
        assertThat(out[0]).isCloseTo(6, within(1e-4f));
        FloatFolds.product(in, 0, 10, 64, 64, out, 0);
        assertThat(out[0]).isCloseTo(6, within(1e-4f));
        in[70] = 0;
        FloatFolds.product(in, 0, 640, 1, 1, out, 0);
        assertThat(out[0]).isZero();
    }

    private static double[] doubles(float[] in) {
        double[] wide = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            wide[i] = in[i];
        }
        return wide;
    }

    @Test
    void theSumOfTenMillionElementsIsAccurateToAMillionth() {
        int n = 10_000_000;
        float[] in = new float[n];
        // Rounding 0.1 errs in the same direction at every step.
        Arrays.fill(in, 0.1f);
        assertThat(Reduce.sum(in, 0, n) / (n * (double) 0.1f)).isCloseTo(1, within(1e-6));
        double exact = 0;
        for (int i = 0; i < n; i++) {
            in[i] = random.nextFloat();
            exact += in[i];
        }
        assertThat(Reduce.sum(in, 0, n) / exact).isCloseTo(1, within(1e-6));
        float[] column = new float[10];
        FloatFolds.sum(in, 0, n / 10, 10, 10, column, 0);
        assertThat(Reduce.sum(column, 0, 10) / exact).isCloseTo(1, within(1e-5));
    }

    @Test
    void squaresAndProductsAreSummed() {
        float[] a = floats(3001);
        double exact = 0;
        for (float x : a) {
            exact += (double) x * x;
        }
        assertThat(Reduce.sumOfSquares(a, 0, a.length) / exact).isCloseTo(1, within(1e-6));
        double[] d = {1, 2, 3, 4, 5};
        assertThat(Reduce.sumOfSquares(d, 1, 4)).isEqualTo(54);
        assertThat(Reduce.dot(d, 0, d, 1, 4)).isEqualTo(40);
        assertThat(Reduce.sum(d, 1, 3)).isEqualTo(9);
        assertThat(Reduce.sum(new long[] {1, 2, 3, 4}, 1, 3)).isEqualTo(9);
    }

    @Test
    void theSumOfNothingIsZero() {
        assertThat(Reduce.sum(new float[0], 0, 0)).isZero();
        float[] out = {7, 7, 7};
        FloatFolds.sum(new float[0], 0, 0, 3, 3, out, 0);
        assertThat(out).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "3,7,1", "2,100,1", "1,9,5", "3,4,17", "2,70,40", "4,1,6"})
    void theMiddleDimensionIsFoldedForEveryDtype(int outer, int n, int inner) {
        int size = outer * n * inner;
        float[] f = new float[size + 2];
        double[] d = new double[size + 2];
        long[] l = new long[size + 2];
        for (int i = 0; i < size; i++) {
            // Small integers with repetitions: sums are exact, and first indices matter.
            int value = random.nextInt(9) - 4;
            l[i + 2] = value;
            f[i + 2] = value;
            d[i + 2] = value;
        }
        int results = outer * inner;
        float[][] fo = new float[3][results + 1];
        double[][] dOut = new double[3][results + 1];
        long[][] lo = new long[9][results + 1];
        for (int i = 0; i < outer; i++) {
            int at = 2 + i * n * inner;
            int to = 1 + i * inner;
            FloatFolds.sum(f, at, n, inner, inner, fo[0], to);
            FloatFolds.max(f, at, n, inner, inner, fo[1], to);
            FloatFolds.min(f, at, n, inner, inner, fo[2], to);
            DoubleFolds.sum(d, at, n, inner, inner, dOut[0], to);
            DoubleFolds.max(d, at, n, inner, inner, dOut[1], to);
            DoubleFolds.min(d, at, n, inner, inner, dOut[2], to);
            LongFolds.sum(l, at, n, inner, inner, lo[0], to);
            LongFolds.max(l, at, n, inner, inner, lo[1], to);
            LongFolds.min(l, at, n, inner, inner, lo[2], to);
            for (boolean largest : new boolean[] {true, false}) {
                int k = largest ? 3 : 6;
                ArgFolds.floats(largest).fold(f, at, n, inner, inner, lo[k], to);
                ArgFolds.doubles(largest).fold(d, at, n, inner, inner, lo[k + 1], to);
                ArgFolds.longs(largest).fold(l, at, n, inner, inner, lo[k + 2], to);
            }
        }
        for (int r = 0; r < results; r++) {
            long sum = 0;
            int greatest = 0;
            int least = 0;
            int first = 2 + r / inner * n * inner + r % inner;
            for (int k = 0; k < n; k++) {
                long x = l[first + k * inner];
                sum += x;
                greatest = x > l[first + greatest * inner] ? k : greatest;
                least = x < l[first + least * inner] ? k : least;
            }
            long max = l[first + greatest * inner];
            long min = l[first + least * inner];
            assertThat(new long[] {(long) fo[0][r + 1], (long) dOut[0][r + 1], lo[0][r + 1]})
                    .containsOnly(sum);
            assertThat(new long[] {(long) fo[1][r + 1], (long) dOut[1][r + 1], lo[1][r + 1]})
                    .containsOnly(max);
            assertThat(new long[] {(long) fo[2][r + 1], (long) dOut[2][r + 1], lo[2][r + 1]})
                    .containsOnly(min);
            assertThat(new long[] {lo[3][r + 1], lo[4][r + 1], lo[5][r + 1]}).containsOnly(greatest);
            assertThat(new long[] {lo[6][r + 1], lo[7][r + 1], lo[8][r + 1]}).containsOnly(least);
        }
        assertThat(fo[0][0]).isZero();
    }

    @Test
    void nanWinsWhereverItStands() {
        for (int n : new int[] {1, 5, 16, 40, 64, 100, 1000}) {
            for (int at = 0; at < n; at += 1 + n / 20) {
                float[] in = floats(n);
                in[at] = Float.NaN;
                if (at + 1 < n) {
                    in[n - 1] = Float.NaN;
                }
                assertThat(Reduce.max(in, 0, n)).isNaN();
                assertThat(Reduce.min(in, 0, n)).isNaN();
                assertThat(first(true, in)).isEqualTo(at);
                assertThat(first(false, in)).isEqualTo(at);
                assertThat(Reduce.sum(in, 0, n)).isNaN();
                double[] d = new double[n];
                d[at] = Double.NaN;
                d[n - 1] = Double.NaN;
                assertThat(Reduce.max(d, 0, n)).isNaN();
                assertThat(first(true, d)).isEqualTo(at);
                assertThat(first(false, d)).isEqualTo(at);
            }
        }
    }

    @Test
    void extremesOfEverySignAreFound() {
        float[][] kinds = {
            {-1, -2, -0f},
            {-3, -5, -1e30f},
            {0f, -0f},
            {-0f},
            {2, 1e-40f, 3},
            {-7, 4},
            {Float.NEGATIVE_INFINITY, -1},
            {Float.POSITIVE_INFINITY, 5},
            {-2, Float.intBitsToFloat(0xFFC00000)},
            {2, Float.intBitsToFloat(0xFFC00000)}
        };
        for (float[] kind : kinds) {
            for (int n : new int[] {1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 100}) {
                float[] in = new float[n];
                for (int i = 0; i < n; i++) {
                    in[i] = kind[i * 7 % 11 % kind.length];
                }
                assertThat((Float) CHOSEN.max(in, 0, n)).isEqualTo((Float) PORTABLE.max(in, 0, n));
                assertThat((Float) CHOSEN.min(in, 0, n)).isEqualTo((Float) PORTABLE.min(in, 0, n));
            }
        }
    }

    @Test
    void nanWinsInColumnsToo() {
        float[] in = floats(6 * 40);
        in[3 * 40 + 20] = Float.NaN;
        in[5 * 40 + 39] = Float.NaN;
        float[] out = new float[40];
        FloatFolds.max(in, 0, 6, 40, 40, out, 0);
        assertThat(out[20]).isNaN();
        assertThat(out[39]).isNaN();
        assertThat(out[21]).isNotNaN();
        long[] at = new long[40];
        ArgFolds.floats(false).fold(in, 0, 6, 40, 40, at, 0);
        assertThat(at[20]).isEqualTo(3);
        assertThat(at[39]).isEqualTo(5);
    }

    @Test
    void zerosOfEitherSignAreEqualAndTheFirstWins() {
        assertThat(first(true, new float[] {-1, -0f, 0f})).isEqualTo(1);
        assertThat(first(false, new float[] {1, 0f, -0f})).isEqualTo(1);
    }

    @Test
    void theExtremeOfNothingIsRefused() {
        assertThatThrownBy(() -> Reduce.max(new float[3], 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max of an empty span");
    }

    @Test
    void aSpanOutsideItsArrayIsRefused() {
        assertThatThrownBy(() -> Reduce.sum(new float[10], 3, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static long first(boolean largest, float[] in) {
        long[] found = new long[1];
        ArgFolds.floats(largest).fold(in, 0, in.length, 1, 1, found, 0);
        return found[0];
    }

    private static long first(boolean largest, double[] in) {
        long[] found = new long[1];
        ArgFolds.doubles(largest).fold(in, 0, in.length, 1, 1, found, 0);
        return found[0];
    }

    private float[] floats(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
