package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions and their gradients against the definition: the chains that {@link Convolution} documents, to the bit. */
final class ConvolutionTest {
    private static final int BATCH = 3;

    private static List<Convolution> grid() {
        List<Convolution> all = new ArrayList<>();
        for (int kernel : new int[] {1, 2, 3}) {
            for (int stride : new int[] {1, 2, 3}) {
                for (int pad : new int[] {0, 1, 4}) {
                    for (int dilation : new int[] {1, 2}) {
                        all.add(of(1, 2, 3, 6, 8, kernel, kernel + 1, stride, pad, dilation));
                    }
                }
            }
        }
        all.add(of(2, 2, 5, 7, 5, 3, 3, 1, 1, 1));
        all.add(of(4, 1, 1, 5, 9, 3, 2, 2, 1, 1));
        all.add(of(3, 1, 1, 6, 7, 2, 3, 1, 1, 2));
        all.add(of(3, 1, 1, 40, 7, 2, 2, 1, 1, 1));
        // Tiles of every height, panels wider than one tile, runs of many channels.
        all.add(of(1, 19, 30, 9, 11, 3, 3, 1, 1, 1));
        all.add(of(1, 33, 13, 5, 4, 3, 2, 2, 1, 2));
        all.add(of(1, 70, 66, 3, 3, 2, 2, 1, 1, 1));
        all.add(of(1, 1, 12, 40, 41, 3, 3, 1, 1, 1));
        all.add(of(1, 300, 2, 2, 2, 1, 1, 1, 0, 1));
        all.add(of(2, 3, 4, 1, 1, 3, 3, 2, 2, 1));
        all.add(of(1, 2, 70, 33, 36, 5, 5, 1, 2, 1));
        return all;
    }

    private static Convolution of(
            int groups,
            int channels,
            int filters,
            int height,
            int width,
            int kernelH,
            int kernelW,
            int stride,
            int pad,
            int dilation) {
        return new Convolution(
                groups,
                channels,
                filters,
                height,
                width,
                kernelH,
                kernelW,
                stride,
                stride + 1,
                pad,
                pad + 1,
                dilation,
                dilation,
                (height + 2 * pad - dilation * (kernelH - 1) - 1) / stride + 1,
                (width + 2 * (pad + 1) - dilation * (kernelW - 1) - 1) / (stride + 1) + 1);
    }

    @ParameterizedTest
    @MethodSource("grid")
    void everyResultIsTheChainThroughItsWindow(Convolution g) {
        float[] x = images(g);
        float[] w = weights(g);
        float[] bias = floats(g.groups() * g.filters(), 3);
        float[] expected = forward(g, x, w, bias);
        float[] actual = filled(expected.length + 2);
        g.forward(BATCH, x, 0, w, 0, bias, 0, actual, 1);
        assertSame(actual, expected);

        float[] twin = filled(expected.length + 2);
        ConvFloat.forward(new GemmFloatScalar(), g, BATCH, x, 0, w, 0, bias, 0, twin, 1);
        assertThat(twin).isEqualTo(actual);

        double[] doubles = new double[expected.length];
        g.forward(BATCH, wide(x), 0, wide(w), 0, wide(bias), 0, doubles, 0);
        assertClose(doubles, expected);
    }

    @ParameterizedTest
    @MethodSource("grid")
    void everyGradientOfAnImageIsTheChainThroughFiltersAndTheWindow(Convolution g) {
        float[] grad = gradients(g);
        float[] w = weights(g);
        float[] expected = backwardInput(g, grad, w);
        float[] actual = filled(expected.length + 2);
        g.backwardInput(BATCH, grad, 0, w, 0, actual, 1);
        assertSame(actual, expected);

        float[] twin = filled(expected.length + 2);
        ConvFloat.backwardInput(new GemmFloatScalar(), g, BATCH, grad, 0, w, 0, twin, 1);
        assertThat(twin).isEqualTo(actual);

        double[] doubles = new double[expected.length];
        g.backwardInput(BATCH, wide(grad), 0, wide(w), 0, doubles, 0);
        assertClose(doubles, expected);
    }

    @ParameterizedTest
    @MethodSource("grid")
    void everyGradientOfAWeightIsTheChainThroughImagesAndSpots(Convolution g) {
        float[] x = images(g);
        float[] grad = gradients(g);
        float[] expected = backwardWeight(g, x, grad);
        float[] actual = filled(expected.length + 2);
        g.backwardWeight(BATCH, x, 0, grad, 0, actual, 1);
        assertSame(actual, expected);

        float[] twin = filled(expected.length + 2);
        ConvWeightFloat.backwardWeight(new GemmFloatScalar(), g, BATCH, x, 0, grad, 0, twin, 1);
        assertThat(twin).isEqualTo(actual);

        double[] doubles = new double[expected.length];
        g.backwardWeight(BATCH, wide(x), 0, wide(grad), 0, doubles, 0);
        assertClose(doubles, expected);
    }

    @Test
    void whatAnEarlierCallLeftInTheWorkspaceDoesNotMatter() {
        Convolution large = of(1, 19, 30, 9, 11, 3, 3, 1, 1, 1);
        Convolution small = of(1, 2, 3, 6, 8, 3, 4, 1, 4, 1);
        float[] nans = images(large);
        Arrays.fill(nans, Float.NaN);
        float[] grads = gradients(large);
        Arrays.fill(grads, Float.NaN);
        large.forward(BATCH, nans, 0, weights(large), 0, null, 0, new float[grads.length], 0);
        large.backwardInput(BATCH, grads, 0, weights(large), 0, new float[nans.length], 0);
        large.backwardWeight(BATCH, nans, 0, grads, 0, new float[weights(large).length], 0);
        everyResultIsTheChainThroughItsWindow(small);
        everyGradientOfAnImageIsTheChainThroughFiltersAndTheWindow(small);
        everyGradientOfAWeightIsTheChainThroughImagesAndSpots(small);
    }

    private static float[] forward(Convolution g, float[] x, float[] w, float[] bias) {
        int results = g.outHeight() * g.outWidth();
        float[] out = new float[BATCH * g.groups() * g.filters() * results];
        for (int n = 0; n < BATCH; n++) {
            for (int filter = 0; filter < g.groups() * g.filters(); filter++) {
                for (int spot = 0; spot < results; spot++) {
                    float sum = 0;
                    for (int term = 0; term < g.terms(); term++) {
                        int place = place(g, n, filter, spot, term);
                        sum = place < 0 ? sum : Math.fma(w[filter * g.terms() + term], x[place], sum);
                    }
                    out[(n * g.groups() * g.filters() + filter) * results + spot] = sum + bias[filter];
                }
            }
        }
        return out;
    }

    private static float[] backwardInput(Convolution g, float[] grad, float[] w) {
        float[] out = new float[images(g).length];
        int results = g.outHeight() * g.outWidth();
        // An input meets a place of the window at one spot at most, so places in the window's order make the chain.
        for (int n = 0; n < BATCH; n++) {
            for (int filter = 0; filter < g.groups() * g.filters(); filter++) {
                for (int term = 0; term < g.terms(); term++) {
                    for (int spot = 0; spot < results; spot++) {
                        int place = place(g, n, filter, spot, term);
                        if (place >= 0) {
                            float slope = grad[(n * g.groups() * g.filters() + filter) * results + spot];
                            out[place] = Math.fma(w[filter * g.terms() + term], slope, out[place]);
                        }
                    }
                }
            }
        }
        return out;
    }

    private static float[] backwardWeight(Convolution g, float[] x, float[] grad) {
        float[] out = new float[weights(g).length];
        int results = g.outHeight() * g.outWidth();
        for (int n = 0; n < BATCH; n++) {
            for (int filter = 0; filter < g.groups() * g.filters(); filter++) {
                for (int spot = 0; spot < results; spot++) {
                    float slope = grad[(n * g.groups() * g.filters() + filter) * results + spot];
                    for (int term = 0; term < g.terms(); term++) {
                        int place = place(g, n, filter, spot, term);
                        int at = filter * g.terms() + term;
                        out[at] = place < 0 ? out[at] : Math.fma(slope, x[place], out[at]);
                    }
                }
            }
        }
        return out;
    }

    /** Which element of the images a term of a result takes, or -1 for the zeros around them. */
    private static int place(Convolution g, int n, int filter, int spot, int term) {
        int window = g.kernelH() * g.kernelW();
        int channel = filter / g.filters() * g.channels() + term / window;
        int y = spot / g.outWidth() * g.strideH() - g.padH() + term % window / g.kernelW() * g.dilationH();
        int x = spot % g.outWidth() * g.strideW() - g.padW() + term % g.kernelW() * g.dilationW();
        boolean inside = y >= 0 && y < g.height() && x >= 0 && x < g.width();
        return inside ? ((n * g.groups() * g.channels() + channel) * g.height() + y) * g.width() + x : -1;
    }

    /** Numerically equal, which zeros of either sign are, and nothing written before or after. */
    private static void assertSame(float[] actual, float[] expected) {
        assertThat(actual[0]).isEqualTo(9f);
        assertThat(actual[actual.length - 1]).isEqualTo(9f);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i + 1] == expected[i])
                    .as("element %d is %s, expected %s", i, actual[i + 1], expected[i])
                    .isTrue();
        }
    }

    private static void assertClose(double[] actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) < 1e-3)
                    .as("element %d is %s, expected about %s", i, actual[i], expected[i])
                    .isTrue();
        }
    }

    private static float[] images(Convolution g) {
        return floats(BATCH * g.groups() * g.channels() * g.height() * g.width(), 1);
    }

    private static float[] weights(Convolution g) {
        return floats(g.groups() * g.filters() * g.channels() * g.kernelH() * g.kernelW(), 2);
    }

    private static float[] gradients(Convolution g) {
        return floats(BATCH * g.groups() * g.filters() * g.outHeight() * g.outWidth(), 4);
    }

    private static float[] floats(int n, long seed) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }

    private static float[] filled(int n) {
        float[] values = new float[n];
        Arrays.fill(values, 9f);
        return values;
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
