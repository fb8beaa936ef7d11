package dev.arclight.op;

/**
 * Which inputs and outputs of a call its gradient needs, as bit masks.
 *
 * @param inputs bit i set: input i is kept
 * @param outputs bit i set: output i is kept
 */
public record Saves(int inputs, int outputs) {
    public static final Saves NONE = new Saves(0, 0);
    public static final Saves OUTPUT = new Saves(0, 1);

    private static final Saves[] CROSSWISE = {NONE, new Saves(2, 0), new Saves(1, 0), new Saves(3, 0)};

    public static Saves inputs(int... indices) {
        int mask = 0;
        for (int i : indices) {
            mask |= 1 << i;
        }
        return new Saves(mask, 0);
    }

    /** For a product: each of the first two inputs is kept for the other's gradient. */
    public static Saves crosswise(int needed) {
        return CROSSWISE[needed & 3];
    }

    public boolean isNone() {
        return (inputs | outputs) == 0;
    }

    public Saves andOutput(int index) {
        return new Saves(inputs, outputs | 1 << index);
    }

    public boolean input(int i) {
        return (inputs >> i & 1) != 0;
    }

    public boolean output(int i) {
        return (outputs >> i & 1) != 0;
    }
}
