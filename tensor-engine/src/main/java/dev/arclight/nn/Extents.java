package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import java.util.Arrays;

/** Settings that are one number for every dimension, or one for each, as PyTorch takes them. */
final class Extents {
    private Extents() {}

    /**
     * One number for each of {@code dims} dimensions.
     *
     * @throws ShapeException if there are neither one nor {@code dims} numbers
     */
    static int[] of(String layer, String what, int dims, int... given) {
        if (given.length == dims) {
            return given.clone();
        }
        if (given.length != 1) {
            throw new ShapeException(
                    layer + ": " + what + " " + Arrays.toString(given) + " must be one number or " + dims);
        }
        int[] all = new int[dims];
        Arrays.fill(all, given[0]);
        return all;
    }

    /** {@code (3, 3)}, as Python prints it. */
    static String printed(int... numbers) {
        StringBuilder out = new StringBuilder("(");
        for (int i = 0; i < numbers.length; i++) {
            out.append(i > 0 ? ", " : "").append(numbers[i]);
        }
        return out.append(numbers.length == 1 ? ",)" : ")").toString();
    }

    /** {@code 3} where all are alike, else {@code (3, 2)}. */
    static String shortest(int... numbers) {
        return Arrays.stream(numbers).distinct().count() == 1 ? Integer.toString(numbers[0]) : printed(numbers);
    }

    static boolean allAre(int value, int... numbers) {
        return Arrays.stream(numbers).allMatch(number -> number == value);
    }
}
