package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Winograd's convolution against the definition in doubles, and against itself on other kernels, batches and values. */
final class WinogradTest {
    private static final int BATCH = 3;

    private static Convolution of(int channels, int filters, int height, int width, int padH, int padW) {
        return new Convolution(
                1,
                channels,
                filters,
                height,
                width,
                3,
                3,
                1,
                1,
                padH,
                padW,
                1,
                1,
                height + 2 * padH - 2,
                width + 2 * padW - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 4, 4, 1, 1",
        "5, 3, 7, 7, 1, 1",
        "19, 30, 9, 11, 0, 2",
        "33, 13, 5, 40, 2, 0",
        "300, 14, 6, 3, 1, 1",
        "2, 70, 33, 36, 1, 1",
        "4, 12, 3, 3, 0, 0",
        "3, 4, 1, 2, 2, 1"
    })
    void resultsAndGradientsAreThoseOfTheDefinition(
            int channels, int filters, int height, int width, int padH, int padW) {
        Convolution g = of(channels, filters, height, width, padH, padW);
        float[] x = floats(BATCH * channels * g.area(), 1);
        float[] w = floats(filters * g.terms(), 2);
        float[] bias = floats(filters, 3);
        float[] grad = floats(BATCH * filters * g.spots(), 4);

        double[] expected = new double[grad.length];
        g.forward(BATCH, wide(x), 0, wide(w), 0, wide(bias), 0, expected, 0);
        float[] actual = filled(grad.length + 2);
        new Winograd(g, false).run(BATCH, x, 0, w, 0, null, ConvEpilogue.bias(bias, 0), actual, 1);
        assertClose(actual, expected);

        double[] expectedGrad = new double[x.length];
        g.backwardInput(BATCH, wide(grad), 0, wide(w), 0, expectedGrad, 0);
        float[] actualGrad = filled(x.length + 2);
        new Winograd(g, true).run(BATCH, grad, 0, w, 0, null, ConvEpilogue.NONE, actualGrad, 1);
        assertClose(actualGrad, expectedGrad);
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 7, 7, 1, 1", "19, 30, 9, 11, 0, 2", "300, 14, 6, 3, 1, 1", "2, 70, 33, 36, 1, 1"})
    void plainJavaGivesTheSameBits(int channels, int filters, int height, int width, int padH, int padW) {
        Convolution g = of(channels, filters, height, width, padH, padW);
        float[] x = floats(BATCH * channels * g.area(), 1);
        float[] w = floats(filters * g.terms(), 2);
        float[] bias = floats(filters, 3);
        Winograd winograd = new Winograd(g, false);
        float[] actual = new float[BATCH * filters * g.spots()];
        winograd.run(BATCH, x, 0, w, 0, null, relu(bias), actual, 0);

        GemmFloatKernels plain = new GemmFloatScalar();
        float[] twin = new float[actual.length];
        float[] filtersOfTwin = new float[WinogradFilters.length(plain, winograd)];
        WinogradKernels transforms = new WinogradPortable(plain.panelWidth());
        WinogradFilters.transform(plain, transforms, winograd, w, 0, filtersOfTwin);
        WinogradFloat.ofThread().run(plain, transforms, winograd, BATCH, x, 0, filtersOfTwin, relu(bias), twin, 0);
        assertThat(actual).isEqualTo(twin);
    }

    @Test
    void anImageHasTheSameResultsInAnyBatchAndFiltersMayBeTransformedBefore() {
        Convolution g = of(9, 7, 11, 10, 1, 1);
        int image = 9 * g.area();
        int result = 7 * g.spots();
        float[] x = floats(40 * image, 1);
        float[] w = floats(7 * g.terms(), 2);
        Winograd winograd = new Winograd(g, false);
        WinogradFilters transformed = winograd.transform(w, 0);
        float[] together = new float[40 * result];
        winograd.run(40, x, 0, w, 0, transformed, ConvEpilogue.NONE, together, 0);
        float[] alone = new float[result];
        for (int i = 0; i < 40; i++) {
            winograd.run(1, x, i * image, w, 0, null, ConvEpilogue.NONE, alone, 0);
            assertThat(Arrays.copyOfRange(together, i * result, (i + 1) * result))
                    .isEqualTo(alone);
        }
    }

    @Test
    void anImageWithoutFiniteResultsIsConvolvedByTheDefinitionAndTheOthersAreAsEver() {
        Convolution g = of(8, 8, 8, 8, 1, 1);
        int image = 8 * g.area();
        int result = 8 * g.spots();
        float[] x = floats(BATCH * image, 1);
        float[] w = floats(8 * g.terms(), 2);
        float[] bias = floats(8, 3);
        Winograd winograd = new Winograd(g, false);
        float[] before = new float[BATCH * result];
        winograd.run(BATCH, x, 0, w, 0, null, relu(bias), before, 0);
        for (float strange : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 3e38f}) {
            x[image + 100] = strange;
            float[] expected = before.clone();
            g.forward(1, x, image, w, 0, bias, 0, expected, result);
            for (int i = result; i < 2 * result; i++) {
                expected[i] = expected[i] <= 0 ? 0 : expected[i];
            }
            float[] actual = new float[BATCH * result];
            winograd.run(BATCH, x, 0, w, 0, null, relu(bias), actual, 0);
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Test
    void onlyWhereItIsPossibleAndFasterIsItChosen() {
        assertThat(Winograd.forward(of(64, 64, 56, 56, 1, 1))).isPresent();
        assertThat(Winograd.backwardInput(of(512, 512, 7, 7, 1, 1))).isPresent();
        assertThat(Winograd.forward(of(1, 32, 28, 28, 1, 1))).isEmpty();
        assertThat(Winograd.forward(of(64, 64, 3, 3, 0, 0))).isEmpty();
        assertThat(Winograd.forward(of(64, 64, 8, 8, 3, 3))).isEmpty();
        Convolution wide = new Convolution(1, 64, 64, 56, 56, 3, 3, 2, 2, 1, 1, 1, 1, 28, 28);
        assertThat(Winograd.forward(wide)).isEmpty();
    }

    private static ConvEpilogue relu(float[] bias) {
        return new ConvEpilogue(bias, 0, null, EpilogueActivation.RELU);
    }

    private static void assertClose(float[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(actual[0]).isNaN();
        assertThat(actual[actual.length - 1]).isNaN();
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i + 1]).isCloseTo(expected[i], within(1e-6 * largest));
        }
    }

    private static float[] filled(int length) {
        float[] numbers = new float[length];
        Arrays.fill(numbers, Float.NaN);
        return numbers;
    }

    private static float[] floats(int length, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static double[] wide(float[] numbers) {
        double[] wide = new double[numbers.length];
        Arrays.setAll(wide, i -> numbers[i]);
        return wide;
    }
}
