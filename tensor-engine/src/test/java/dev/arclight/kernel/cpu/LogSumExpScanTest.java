package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the recurrence in double, one element after the other. */
class LogSumExpScanTest {
    @Test
    void rowsAreWhatTheRecurrenceInDoubleGives() {
        Random random = new Random(1);
        for (int n : new int[] {0, 1, 2, 127, 128, 129, 1000}) {
            for (double spread : new double[] {0, 1, 5, 40, 1e4}) {
                double[] x =
                        random.doubles(n).map(u -> (float) ((u - 0.5) * spread)).toArray();
                check(x, 1);
            }
        }
    }

    @Test
    void columnsAreWhatRowsAre() {
        Random random = new Random(2);
        for (int inner : new int[] {2, 15, 16, 17, 33}) {
            check(random.doubles(2L * 130 * inner).map(u -> (float) (8 * u)).toArray(), inner);
        }
    }

    @Test
    void elementsThatRiseFarAboveWhatIsBeforeAreNotLost() {
        double[] x = new double[600];
        for (int i = 0; i < x.length; i++) {
            x[i] = i * 3 - 900;
        }
        check(x, 1);
    }

    @Test
    void infinitiesAndNaNStay() {
        double[] x = new double[400];
        x[0] = Double.NEGATIVE_INFINITY;
        x[1] = Double.NEGATIVE_INFINITY;
        x[200] = Double.NEGATIVE_INFINITY;
        check(x, 1);
        x[300] = Double.POSITIVE_INFINITY;
        check(x, 1);
        x[350] = Double.NaN;
        check(x, 1);
    }

    private static void check(double[] x, int inner) {
        int outer = inner == 1 ? 1 : 2;
        int n = x.length / inner / outer;
        float[] in = new float[x.length + 3];
        for (int i = 0; i < x.length; i++) {
            in[3 + i] = (float) x[i];
        }
        double[] expected = new double[x.length];
        Scans.logSumExp(x, 0, outer, n, inner, expected, 0);
        float[] actual = new float[x.length + 1];
        Scans.logSumExp(in, 3, outer, n, inner, actual, 1);
        for (int i = 0; i < x.length; i++) {
            if (Double.isInfinite(expected[i]) || Double.isNaN(expected[i])) {
                assertThat(Double.compare(actual[i + 1], expected[i])).isZero();
            } else {
                double tolerance = 2e-6 + 1e-7 * Math.abs(expected[i]);
                assertThat((double) actual[i + 1]).isCloseTo(expected[i], within(tolerance));
            }
        }
    }
}
