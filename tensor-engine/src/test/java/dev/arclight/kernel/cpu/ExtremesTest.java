package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of extremes that this JVM chose give the bits of the plain loops. */
class ExtremesTest {
    private final Extremes chosen = Extremes.CHOSEN;
    private final Extremes plain = new Extremes();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 15, 16, 17, 33, 64, 100, 257})
    void countsAndSharesAreThoseOfPlainLoops(int n) {
        float[] x = repeated(1, n + 3);
        float[] values = repeated(2, n + 3);
        float[] shares = repeated(3, n + 3);
        float[][] counts = {repeated(4, n + 3), repeated(4, n + 3)};
        float[][] one = {repeated(5, n + 3), repeated(5, n + 3)};
        float[][] each = {repeated(6, n + 3), repeated(6, n + 3)};
        for (int i = 0; i < 2; i++) {
            Extremes extremes = i == 0 ? chosen : plain;
            extremes.count(x, 1, values, 2, counts[i], 3, n);
            extremes.share(x, 1, 1, 0.25f, one[i], 2, n);
            extremes.share(x, 1, values, 2, shares, 3, each[i], 1, n);
        }
        assertThat(chosen.count(x, 1, 1, n)).isEqualTo(plain.count(x, 1, 1, n));
        assertThat(counts[0]).containsExactly(counts[1]);
        assertThat(one[0]).containsExactly(one[1]);
        assertThat(each[0]).containsExactly(each[1]);
    }

    /** Few different numbers, zeros of either sign and NaN among them. */
    private static float[] repeated(int seed, int n) {
        float[] numbers = {1, 2, 0, -0f, Float.NaN, -3};
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = numbers[random.nextInt(numbers.length)];
        }
        return values;
    }
}
