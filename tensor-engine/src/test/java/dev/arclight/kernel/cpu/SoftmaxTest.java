package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxTest {
    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private final Random random = new Random(17);

    @ParameterizedTest
    @CsvSource({"64,10,1", "1,1,1", "3,5000,1", "7,33,1", "2,10,17", "3,4,100", "1,300,2", "0,3,1", "2,0,3"})
    void floatResultsAndGradientsFollowTheDoubleDefinition(int outer, int n, int inner) {
        int size = outer * n * inner;
        float[] x = new float[size + 3];
        float[] grad = new float[size + 1];
        double[] xd = new double[size + 3];
        double[] gd = new double[size + 1];
        for (int i = 0; i < size; i++) {
            x[i + 3] = (float) (random.nextGaussian() * 5);
            grad[i + 1] = (float) random.nextGaussian();
            xd[i + 3] = x[i + 3];
            gd[i + 1] = grad[i + 1];
        }
        float[] y = new float[size + 2];
        double[] yd = new double[size + 2];
        float[] gx = new float[size];
        double[] gxd = new double[size];
        Softmax.softmax(x, 3, outer, n, inner, y, 2);
        Softmax.softmax(xd, 3, outer, n, inner, yd, 2);
        assertClose(y, yd, 1e-6);
        Softmax.softmaxBackward(grad, 1, y, 2, outer, n, inner, gx, 0);
        Softmax.softmaxBackward(gd, 1, yd, 2, outer, n, inner, gxd, 0);
        assertClose(gx, gxd, 2e-6);
        Softmax.logSoftmax(x, 3, outer, n, inner, y, 2);
        Softmax.logSoftmax(xd, 3, outer, n, inner, yd, 2);
        assertClose(y, yd, 3e-6);
        Softmax.logSoftmaxBackward(grad, 1, y, 2, outer, n, inner, gx, 0);
        Softmax.logSoftmaxBackward(gd, 1, yd, 2, outer, n, inner, gxd, 0);
        assertClose(gx, gxd, 5e-5);
    }

    @ParameterizedTest
    @CsvSource({"3,5,1", "2,4,3"})
    void theDoubleGradientsAreThoseOfTheDoubleFunctions(int outer, int n, int inner) {
        int size = outer * n * inner;
        double[] x = random.doubles(size, -2, 2).toArray();
        double[] grad = random.doubles(size, -1, 1).toArray();
        double[] y = new double[size];
        double[] gradIn = new double[size];
        for (boolean log : new boolean[] {false, true}) {
            forward(log, x, outer, n, inner, y);
            if (log) {
                Softmax.logSoftmaxBackward(grad, 0, y, 0, outer, n, inner, gradIn, 0);
            } else {
                Softmax.softmaxBackward(grad, 0, y, 0, outer, n, inner, gradIn, 0);
            }
            double h = 1e-6;
            for (int i = 0; i < size; i++) {
                double slope = 0;
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] moved = x.clone();
                    moved[i] += sign * h;
                    forward(log, moved, outer, n, inner, y);
                    for (int j = 0; j < size; j++) {
                        slope += sign * grad[j] * y[j] / (2 * h);
                    }
                }
                assertThat(gradIn[i]).isCloseTo(slope, within(1e-8));
            }
        }
    }

    private static void forward(boolean log, double[] x, int outer, int n, int inner, double[] y) {
        if (log) {
            Softmax.logSoftmax(x, 0, outer, n, inner, y, 0);
        } else {
            Softmax.softmax(x, 0, outer, n, inner, y, 0);
        }
    }

    @Test
    void theResultMayBeTheOperand() {
        for (int inner : new int[] {1, 3}) {
            float[] x = new float[4 * 50 * inner];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextGaussian();
            }
            float[] expected = new float[x.length];
            float[] inPlace = x.clone();
            Softmax.softmax(x, 0, 4, 50, inner, expected, 0);
            Softmax.softmax(inPlace, 0, 4, 50, inner, inPlace, 0);
            assertThat(inPlace).containsExactly(expected);
            inPlace = x.clone();
            Softmax.logSoftmax(x, 0, 4, 50, inner, expected, 0);
            Softmax.logSoftmax(inPlace, 0, 4, 50, inner, inPlace, 0);
            assertThat(inPlace).containsExactly(expected);
        }
    }

    @Test
    void gradientsMayOverwriteTheOperandThatTheirContractNames() {
        for (int inner : new int[] {1, 3}) {
            int size = 4 * 50 * inner;
            float[] y = new float[size];
            float[] grad = new float[size];
            for (int i = 0; i < size; i++) {
                y[i] = -random.nextFloat();
                grad[i] = (float) random.nextGaussian();
            }
            float[] expected = new float[size];
            Softmax.softmaxBackward(grad, 0, y, 0, 4, 50, inner, expected, 0);
            float[] overGrad = grad.clone();
            Softmax.softmaxBackward(overGrad, 0, y, 0, 4, 50, inner, overGrad, 0);
            assertThat(overGrad).containsExactly(expected);
            Softmax.logSoftmaxBackward(grad, 0, y, 0, 4, 50, inner, expected, 0);
            float[] overY = y.clone();
            Softmax.logSoftmaxBackward(grad, 0, overY, 0, 4, 50, inner, overY, 0);
            assertThat(overY).containsExactly(expected);
        }
    }

    @Test
    void minusInfinityGetsNoProbability() {
        float[] y = new float[3];
        Softmax.softmax(new float[] {-INFINITY, 0, 0}, 0, 1, 3, 1, y, 0);
        assertThat(y).containsExactly(0, 0.5f, 0.5f);
        Softmax.logSoftmax(new float[] {-INFINITY, 0, -INFINITY}, 0, 1, 3, 1, y, 0);
        assertThat(y).containsExactly(-INFINITY, 0, -INFINITY);
    }

    @Test
    void nanPlusInfinityAndNothingButMinusInfinityGiveNan() {
        float[][] rows = {
            {-INFINITY, -INFINITY, -INFINITY}, {1, Float.NaN, 2}, {1, INFINITY, 2}, {INFINITY, INFINITY, -INFINITY}
        };
        for (float[] row : rows) {
            float[] y = new float[3];
            Softmax.softmax(row, 0, 1, 3, 1, y, 0);
            assertThat(y).containsOnly(Float.NaN);
            Softmax.logSoftmax(row, 0, 1, 3, 1, y, 0);
            assertThat(y).containsOnly(Float.NaN);
            double[] d = {row[0], row[1], row[2]};
            Softmax.softmax(d, 0, 1, 3, 1, d, 0);
            assertThat(d).containsOnly(Double.NaN);
        }
    }

    @Test
    void largeLogitsDoNotOverflow() {
        float[] y = new float[2];
        Softmax.softmax(new float[] {3e38f, -3e38f}, 0, 1, 2, 1, y, 0);
        assertThat(y).containsExactly(1, 0);
        Softmax.logSoftmax(new float[] {1000, 0}, 0, 1, 2, 1, y, 0);
        assertThat(y).containsExactly(0, -1000);
    }

    @Test
    void aSpanOutsideItsArrayIsRefused() {
        assertThatThrownBy(() -> Softmax.softmax(new float[10], 1, 2, 5, 1, new float[10], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertClose(float[] actual, double[] expected, double tolerance) {
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo((float) expected[i], within((float)
                    (tolerance * Math.max(1, Math.abs(expected[i])))));
        }
    }
}
