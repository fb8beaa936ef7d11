package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.DoubleFunctions;
import dev.arclight.tensor.Generator;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The loops that this JVM uses give the portable ones' bits, and these are near what {@link StrictMath} gives. */
class DoubleLoopsTest {
    private static final double[] SPECIAL = {
        0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        709.782712893384,
        709.7827128933841,
        -745.1332191019411,
        -745.1332191019412,
        -708.3964185322641,
        20,
        -20.5
    };

    @Test
    void ordinaryNumbersHaveTheSameBits() {
        double[] x = new double[5000];
        Generator.seeded(1).fillGaussian(x, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            x[i] *= i % 9 * 20 + 0.1;
        }
        same(x, 0, 0, x.length);
    }

    @Test
    void anyBitsHaveTheSameBits() {
        double[] x = new double[20_000];
        Generator generator = Generator.seeded(2);
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 3000 < SPECIAL.length
                    ? SPECIAL[i % 3000]
                    : Double.longBitsToDouble(generator.nextLong() & ~(1L << 62));
        }
        same(x, 0, 0, x.length);
    }

    @Test
    void everyLengthAndOffsetIsRight() {
        double[] x = new double[80];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 40) * 0.37;
        }
        for (int n = 0; n < 70; n++) {
            same(x, n % 7, n % 5, n);
        }
    }

    @Test
    void theExponentialIsWithinOneUlpAndTanhWithinThree() {
        assertThat(worst(DoubleFunctions::exp, StrictMath::exp, 700)).isLessThanOrEqualTo(1);
        assertThat(worst(DoubleFunctions::tanh, StrictMath::tanh, 21)).isLessThanOrEqualTo(3);
        assertThat(worst(DoubleFunctions::tanh, StrictMath::tanh, 1e-5)).isLessThanOrEqualTo(3);
    }

    @Test
    void limitsAreAsInStrictMath() {
        for (double x : SPECIAL) {
            double expected = StrictMath.exp(x);
            double actual = DoubleFunctions.exp(x);
            assertThat(Double.compare(actual, expected) == 0 || Math.abs(actual - expected) <= Math.ulp(expected))
                    .as("exp(%s) = %s, expected %s", x, actual, expected)
                    .isTrue();
            assertThat(Double.compare(DoubleFunctions.tanh(x), StrictMath.tanh(x)))
                    .as("tanh(%s)", x)
                    .isZero();
        }
    }

    /** In ulps of what StrictMath gives, which itself is within one. */
    private static double worst(DoubleUnaryOperator f, DoubleUnaryOperator expected, double most) {
        double worst = 0;
        Generator generator = Generator.seeded(4);
        for (int i = 0; i < 100_000; i++) {
            double x = (2 * generator.nextDouble() - 1) * most;
            double value = expected.applyAsDouble(x);
            worst = Math.max(worst, Math.abs(f.applyAsDouble(x) - value) / Math.ulp(value));
        }
        return worst;
    }

    private static void same(double[] x, int at, int o, int n) {
        double[] expected = new double[o + n + 3];
        double[] actual = new double[o + n + 3];
        DoubleLoops portable = new DoubleLoops.Portable();
        portable.exp(x, at, expected, o, n);
        DoubleLoops.current().exp(x, at, actual, o, n);
        assertThat(actual).isEqualTo(expected);
        portable.tanh(x, at, expected, o, n);
        DoubleLoops.current().tanh(x, at, actual, o, n);
        assertThat(actual).isEqualTo(expected);
        double[] inPlace = x.clone();
        DoubleLoops.current().tanh(inPlace, at, inPlace, at, n);
        assertThat(Arrays.copyOfRange(inPlace, at, at + n)).isEqualTo(Arrays.copyOfRange(expected, o, o + n));
    }
}
