package dev.arclight.tensor;

import java.util.Arrays;

/** A list of dimensions or extents as a value, so that records holding it compare by content. Immutable. */
public final class Dims {
    private final int[] values;

    private Dims(int[] values) {
        this.values = values;
    }

    public static Dims of(int... values) {
        return new Dims(values.clone());
    }

    /** Every dimension of a shape, in order. */
    public static Dims all(Shape shape) {
        int[] all = new int[shape.rank()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        return new Dims(all);
    }

    public int count() {
        return values.length;
    }

    public int get(int i) {
        return values[i];
    }

    public int[] toArray() {
        return values.clone();
    }

    /**
     * Resolves negative dimensions against a shape and sorts them.
     *
     * @throws ShapeException naming {@code what} if one does not exist or comes twice
     */
    public Dims resolved(String what, Shape shape) {
        if (shape.rank() == 0 && values.length == 1 && (values[0] == 0 || values[0] == -1)) {
            // As in PyTorch, a scalar may be taken for its only element along one dimension.
            return of();
        }
        int[] resolved = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            resolved[i] = shape.axis(what, values[i]);
        }
        Arrays.sort(resolved);
        for (int i = 1; i < resolved.length; i++) {
            if (resolved[i] == resolved[i - 1]) {
                throw new ShapeException(what + ": dimension " + resolved[i] + " appears twice in " + this);
            }
        }
        return new Dims(resolved);
    }

    public boolean contains(int value) {
        for (int v : values) {
            if (v == value) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dims that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
