package dev.arclight.tensor;

import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; rank 0 is a scalar. Immutable.
 *
 * <pre>{@code Shape.of(2, 3).size() == 6}</pre>
 */
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int[] strides;
    private final long size;

    private Shape(int[] extents) {
        this.extents = extents;
        this.size = product(extents);
        this.strides = rowMajor(extents);
    }

    private static long product(int[] extents) {
        long product = 1;
        try {
            for (int extent : extents) {
                product = Math.multiplyExact(product, extent);
            }
        } catch (ArithmeticException e) {
            throw new ShapeException("shape " + Arrays.toString(extents) + " has more than 2^63 elements");
        }
        return product;
    }

    /** @throws ShapeException if an extent is negative or the product passes 2⁶³ */
    public static Shape of(int... extents) {
        if (extents.length == 0) {
            return SCALAR;
        }
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] < 0) {
                throw new ShapeException("shape " + Arrays.toString(extents) + ": dimension " + i + " is " + extents[i]
                        + "; extents must be ≥ 0");
            }
        }
        return new Shape(extents.clone());
    }

    public int rank() {
        return extents.length;
    }

    /** The extent of dimension {@code i}; negative counts from the end. */
    public int dim(int i) {
        return extents[axis(i)];
    }

    /** {@link #dim(int)} for the operation {@code what}, which the error names. */
    public int dim(String what, int i) {
        return extents[axis(what, i)];
    }

    /**
     * An extent that arithmetic gave as a long.
     *
     * @throws ShapeException naming {@code what} if it is more than an int
     */
    static int extent(String what, long extent) {
        if (extent > Integer.MAX_VALUE) {
            throw new ShapeException(what + ": a dimension would have " + extent + " elements, more than 2^31 - 1");
        }
        return (int) extent;
    }

    /** The number of elements. */
    public long size() {
        return size;
    }

    public int[] toArray() {
        return extents.clone();
    }

    /**
     * Resolves a dimension that may count from the end.
     *
     * @throws ShapeException if there is no such dimension
     */
    public int axis(int i) {
        int rank = extents.length;
        int resolved = i < 0 ? i + rank : i;
        if (resolved < 0 || resolved >= rank) {
            throw new DimensionException("dimension " + i + " of shape " + this + " does not exist; expected "
                    + (rank == 0 ? "none, since this is a scalar" : -rank + " to " + (rank - 1)));
        }
        return resolved;
    }

    /** {@link #axis(int)} for {@code operation}, which the error names. */
    public int axis(String operation, int i) {
        try {
            return axis(i);
        } catch (DimensionException missing) {
            throw missing.of(operation);
        }
    }

    /** The same shape with one extent replaced. */
    public Shape with(int axis, int extent) {
        int[] changed = extents.clone();
        changed[axis(axis)] = extent;
        return of(changed);
    }

    /** The same shape without one dimension. */
    public Shape without(int axis) {
        int gone = axis(axis);
        int[] rest = new int[extents.length - 1];
        for (int i = 0, j = 0; i < extents.length; i++) {
            if (i != gone) {
                rest[j++] = extents[i];
            }
        }
        return of(rest);
    }

    /** Row-major strides in elements. */
    public int[] strides() {
        return strides.clone();
    }

    /** {@link #strides} itself, which nobody may write to. */
    int[] sharedStrides() {
        return strides;
    }

    private static int[] rowMajor(int[] extents) {
        int[] strides = new int[extents.length];
        int step = 1;
        for (int i = extents.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(extents[i], 1);
        }
        return strides;
    }

    /**
     * The shape that both broadcast to: extents are aligned at the end and 1 stretches.
     *
     * @throws ShapeException naming {@code what} if they do not fit
     */
    public static Shape broadcast(String what, Shape a, Shape b) {
        if (b.rank() == 0 || a.equals(b)) {
            return a;
        }
        if (a.rank() == 0) {
            return b;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] extents = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.extents[a.rank() - i] : 1;
            int y = i <= b.rank() ? b.extents[b.rank() - i] : 1;
            if (x != y && x != 1 && y != 1) {
                throw new ShapeException(what + ": shapes " + a + " and " + b + " do not broadcast: dimension "
                        + (rank - i) + " is " + x + " in one and " + y
                        + " in the other; they must be equal or one of them 1");
            }
            extents[rank - i] = x == 1 ? y : x;
        }
        return new Shape(extents);
    }

    /** Whether a tensor of this shape can be stretched to {@code target} without repeating code. */
    public boolean broadcastsTo(Shape target) {
        if (rank() > target.rank()) {
            return false;
        }
        for (int i = 1; i <= rank(); i++) {
            int mine = extents[rank() - i];
            if (mine != 1 && mine != target.extents[target.rank() - i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Shape that && Arrays.equals(extents, that.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** As PyTorch prints it: {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(extents);
    }
}
