package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import java.util.Arrays;

/** Lengths of the parts that shares of a whole make. */
final class Splits {
    /** By so much may the sum of fractions fall short of 1, relative to it, as {@code math.isclose}. */
    private static final double CLOSE = 1e-9;

    private Splits() {}

    static int[] lengths(int size, double[] fractions) {
        double sum = 0;
        for (double fraction : fractions) {
            if (!(fraction >= 0 && fraction <= 1)) {
                throw new ArclightException("randomSplit: fraction " + fraction + " is not from 0 to 1");
            }
            sum += fraction;
        }
        if (!(sum <= 1 && 1 - sum <= CLOSE)) {
            throw new ArclightException("randomSplit: the fractions " + Arrays.toString(fractions) + " sum to " + sum
                    + "; they have to sum to 1 and not above");
        }
        int[] lengths = new int[fractions.length];
        int remainder = size;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = (int) Math.floor(size * fractions[i]);
            remainder -= lengths[i];
        }
        for (int i = 0; i < remainder; i++) {
            lengths[i % lengths.length]++;
        }
        return lengths;
    }
}
