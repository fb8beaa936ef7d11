package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;

/** Checks of lengths. */
final class Crops {
    private Crops() {}

    static int positive(String what, int length) {
        if (length <= 0) {
            throw new ArclightException(what + ": a length of " + length + "; lengths are positive");
        }
        return length;
    }

    /** Left, top, right and bottom of one, two or four numbers. */
    static int[] sides(String what, int... padding) {
        return switch (padding.length) {
            case 1 -> new int[] {padding[0], padding[0], padding[0], padding[0]};
            case 2 -> new int[] {padding[0], padding[1], padding[0], padding[1]};
            case 4 -> padding.clone();
            default ->
                throw new ArclightException(what + ": " + padding.length
                        + " numbers of padding; it takes one, two (left and right, top and bottom) or four");
        };
    }
}
