package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import java.util.Arrays;

/** Rectangles of random area and shape. */
final class Rectangles {
    record Part(int top, int left, int height, int width) {}

    private Rectangles() {}

    static double[] range(String what, String name, double[] range) {
        if (range.length != 2 || !(range[0] <= range[1]) || range[0] < 0) {
            throw new ArclightException(
                    what + ": " + name + " is " + Arrays.toString(range) + "; it is two numbers, the least first");
        }
        return range.clone();
    }

    /** Two sides: of a share of this area, and with a ratio that is uniform in its logarithm. */
    static int[] draw(double area, double[] scale, double[] ratio) {
        double wanted = area * Chance.uniform(scale[0], scale[1]);
        double shape = Math.exp(Chance.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
        return new int[] {(int) Math.rint(Math.sqrt(wanted * shape)), (int) Math.rint(Math.sqrt(wanted / shape))};
    }
}
