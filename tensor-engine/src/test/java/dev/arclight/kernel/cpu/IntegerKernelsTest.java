package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerKernelsTest {
    private static final IntegerKernels PORTABLE = new IntegerKernelsPortable();
    private static final IntegerKernels USED = IntegerGemm.kernels();
    private static final int WIDTH = GemmKernels.FLOAT.panelWidth();

    @ParameterizedTest
    @CsvSource({"0,1", "1,5", "2,4", "3,9", "4,3", "7,8", "64,0", "769,6", "4096,4"})
    void aRowIsThePlainLoopsRow(int depth, int panels) {
        Random random = new Random(depth);
        short[] a = new short[depth + 2];
        for (int i = 0; i < a.length; i++) {
            a[i] = (short) (random.nextInt(255) - 127);
        }
        int stride = depth * WIDTH + 3;
        byte[] panel = new byte[panels * stride + 5];
        random.nextBytes(panel);
        int[] expected = random.ints((long) panels * WIDTH + 3).toArray();
        int[] actual = expected.clone();

        PORTABLE.row(a, 2, depth, panel, 5, stride, panels, WIDTH, expected, 3);
        USED.row(a, 2, depth, panel, 5, stride, panels, WIDTH, actual, 3);

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"127,-128", "-127,-128", "127,127", "-127,127", "0,-128"})
    void theLargestSumsOfTheDeepestRowAreExact(int code, int weight) {
        short[] a = new short[132_103];
        byte[] panel = new byte[a.length * WIDTH];
        Arrays.fill(a, (short) code);
        Arrays.fill(panel, (byte) weight);
        int[] c = new int[WIDTH];

        USED.row(a, 0, a.length, panel, 0, 0, 1, WIDTH, c, 0);

        assertThat(c).containsOnly(code * weight * a.length);
    }

    @Test
    void sumsOfPairsOfBothSignsNeverPassSixteenBits() {
        short[] a = new short[64];
        byte[] panels = new byte[4 * a.length * WIDTH];
        int[] expected = new int[4 * WIDTH];
        for (int i = 0; i < a.length; i++) {
            a[i] = (short) (i % 3 == 0 ? -127 : 127);
        }
        for (int i = 0; i < panels.length; i++) {
            panels[i] = (byte) ((i * 7 + i / WIDTH) % 3 == 0 ? -128 : 127);
        }
        PORTABLE.row(a, 0, a.length, panels, 0, a.length * WIDTH, 4, WIDTH, expected, 0);
        int[] actual = new int[4 * WIDTH];

        USED.row(a, 0, a.length, panels, 0, a.length * WIDTH, 4, WIDTH, actual, 0);

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void floatsUpToTheLimitBecomeWholeNumbers(boolean accumulate) {
        float[] in = new float[70];
        for (int i = 0; i < in.length; i++) {
            in[i] = (i % 2 == 0 ? 1 : -1) * (16_777_216 - i * i * 3_001);
        }
        in[1] = -0f;
        int[] expected = new Random(1).ints(in.length).toArray();
        int[] actual = expected.clone();

        PORTABLE.whole(in, 0, expected, 0, in.length, accumulate);
        USED.whole(in, 0, actual, 0, in.length, accumulate);

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "31", "33", "100"})
    void codesScalesAndExtremesAreThoseOfThePlainLoops(int n) {
        Random random = new Random(n);
        float[] in = new float[n];
        float[] scales = new float[n];
        int[] sums = random.ints(n).toArray();
        int[] excess = random.ints(n).toArray();
        for (int i = 0; i < n; i++) {
            in[i] = i % 5 == 0 ? (i - 50) + 0.5f : (float) random.nextGaussian() * 40;
            scales[i] = random.nextFloat();
        }
        byte[] expectedCodes = new byte[n];
        byte[] codes = new byte[n];
        for (int zero : new int[] {0, 128}) {
            PORTABLE.round(in, 0, 1f, zero, expectedCodes, 0, n);
            USED.round(in, 0, 1f, zero, codes, 0, n);
            assertThat(codes).isEqualTo(expectedCodes);
        }
        assertThat(USED.largestBits(in, 0, n)).isEqualTo(PORTABLE.largestBits(in, 0, n));
        for (float[] shifts : new float[][] {{}, in}) {
            float[] expected = new float[n];
            float[] out = new float[n];
            PORTABLE.scale(sums, 0, excess, 0.37f, scales, 0, shifts, 0, expected, 0, n);
            USED.scale(sums, 0, excess, 0.37f, scales, 0, shifts, 0, out, 0, n);
            assertThat(out).isEqualTo(expected);
        }
    }

    @Test
    void nanIsBeyondInfinityWhereverItStands() {
        float[] in = new float[65];
        in[3] = Float.NEGATIVE_INFINITY;
        for (int at : new int[] {0, 17, 64}) {
            float[] with = in.clone();
            with[at] = Float.NaN;
            assertThat(Float.intBitsToFloat(USED.largestBits(with, 0, 65))).isNaN();
        }
        assertThat(Float.intBitsToFloat(USED.largestBits(in, 0, 65))).isInfinite();
    }

    @ParameterizedTest
    @CsvSource({"1,3,5000", "5,33,9000", "6,1,1", "193,31,40", "200,70,1025"})
    void productsOfTheScalarTwinAreThoseOfTheVectors(int m, int n, int k) {
        Random random = new Random(m);
        byte[] a = new byte[m * k];
        byte[] b = new byte[n * k];
        random.nextBytes(b);
        for (int i = 0; i < a.length; i++) {
            a[i] = (byte) (random.nextInt(255) - 127);
        }
        int[] expected = new int[m * n];
        IntegerGemm.multiplyPlainly(m, n, k, a, b, expected);
        GemmFloatKernels scalar = new GemmFloatScalar();
        int[] portable = new int[m * n];
        int[] used = new int[m * n];

        IntegerGemm.multiply(PORTABLE, scalar, m, a, 0, PackedInt8.pack(scalar.panelWidth(), n, k, b, 0), portable);
        IntegerGemm.multiply(m, a, 0, PackedInt8.pack(n, k, b, 0), used);

        assertThat(portable).isEqualTo(expected);
        assertThat(used).isEqualTo(expected);
    }
}
