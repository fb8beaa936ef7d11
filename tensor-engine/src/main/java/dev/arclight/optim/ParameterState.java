package dev.arclight.optim;

import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What an optimizer remembers of one parameter. */
final class ParameterState {
    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    /** How many gradients it has had. */
    long steps;

    /** Whether the first slot was made but no step has used it yet. */
    boolean fresh;

    /** Single numbers that go from step to step. */
    final double[] numbers;

    private final @Nullable Tensor[] slots;
    private float @Nullable [][] floats;
    private double @Nullable [][] doubles;

    ParameterState(int slots, int numbers) {
        this.slots = new @Nullable Tensor[slots];
        this.numbers = new double[numbers];
    }

    int slots() {
        return slots.length;
    }

    @Nullable
    Tensor slot(int slot) {
        return slots[slot];
    }

    void slot(int slot, Tensor tensor) {
        slots[slot] = tensor;
        floats = null;
        doubles = null;
    }

    /** The memory of all slots; empty arrays for those that are not there. */
    float[][] floats() {
        if (floats == null) {
            floats = Arrays.stream(slots)
                    .map(slot -> slot == null ? NO_FLOATS : slot.storage().floats())
                    .toArray(float[][]::new);
        }
        return floats;
    }

    /** As {@link #floats()} for slots of float64. */
    double[][] doubles() {
        if (doubles == null) {
            doubles = Arrays.stream(slots)
                    .map(slot -> slot == null ? NO_DOUBLES : slot.storage().doubles())
                    .toArray(double[][]::new);
        }
        return doubles;
    }
}
