package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrenceScanTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 40", "3, 17", "4, 1", "4, 2", "5, 100", "8, 33", "11, 7", "6, 0"})
    void rowsSideBySideGiveTheBitsOfOneAlone(int rows, int n) {
        Random random = new Random(rows * 1000 + n);
        float[] a = numbers(random, rows * n + 3);
        float[] b = numbers(random, rows * n + 2);
        for (boolean reverse : new boolean[] {false, true}) {
            float[] out = new float[rows * n + 1];
            Scans.recurrence(a, 3, b, 2, rows, n, 1, reverse, out, 1);

            for (int row = 0; row < rows; row++) {
                double s = 0;
                for (int k = 0; k < n; k++) {
                    int at = row * n + (reverse ? n - 1 - k : k);
                    s = b[2 + at] + (k == 0 ? 0 : a[3 + at] * s);
                    assertThat(out[1 + at]).isEqualTo((float) s);
                }
            }
        }
    }

    private static float[] numbers(Random random, int n) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
