package dev.arclight.tensor;

import java.util.List;

/**
 * Tensors of regular numbers: ranges, grids, indices of triangles and windows; users call these as
 * {@code Tensor.arange(0, 10)}.
 */
public abstract sealed class TensorSequences extends TensorCreation permits TensorSampling {
    TensorSequences() {}

    /** Whole numbers {@code 0 … end - 1}, int64. */
    public static Tensor arange(long end) {
        return arange(DType.INT64, 0L, end, 1L);
    }

    /** Whole numbers {@code start … end - 1}, int64. */
    public static Tensor arange(long start, long end) {
        return arange(DType.INT64, start, end, 1L);
    }

    /** Whole numbers from {@code start} in steps, up to but without {@code end}, int64. */
    public static Tensor arange(long start, long end, long step) {
        return arange(DType.INT64, start, end, step);
    }

    /** {@code 0, 1, …} below {@code end}, of the default dtype. */
    public static Tensor arange(double end) {
        return arange(DType.getDefault(), 0, end, 1);
    }

    /** {@code start, start + 1, …} below {@code end}, of the default dtype. */
    public static Tensor arange(double start, double end) {
        return arange(DType.getDefault(), start, end, 1);
    }

    /** From {@code start} in steps, up to but without {@code end}, of the default dtype. */
    public static Tensor arange(double start, double end, double step) {
        return arange(DType.getDefault(), start, end, step);
    }

    /**
     * From {@code start} in steps, up to but without {@code end}: {@code ⌈(end − start) / step⌉} elements.
     *
     * @throws ArclightException if the step is zero or leads away from the end
     * @throws DTypeException for bool
     */
    public static Tensor arange(DType dtype, long start, long end, long step) {
        return Ranges.arange(dtype, start, end, step);
    }

    /**
     * From {@code start} in steps, up to but without {@code end}: {@code ⌈(end − start) / step⌉} elements, with the bits
     * that PyTorch gives on x86. An integer dtype truncates all three numbers first.
     *
     * @throws ArclightException if the step is zero, leads away from the end or a number is not finite
     * @throws DTypeException for bool
     */
    public static Tensor arange(DType dtype, double start, double end, double step) {
        return Ranges.arange(dtype, start, end, step);
    }

    /** As many evenly spaced numbers from {@code start} to {@code end}, both included, of the default dtype. */
    public static Tensor linspace(double start, double end, int steps) {
        return linspace(DType.getDefault(), start, end, steps);
    }

    /**
     * As many evenly spaced numbers from {@code start} to {@code end}, both included; the first half counts from the start
     * and the second from the end, as in PyTorch, to the bit.
     *
     * @throws ArclightException if {@code steps} is negative
     * @throws DTypeException for bool
     */
    public static Tensor linspace(DType dtype, double start, double end, int steps) {
        return Ranges.linspace(dtype, start, end, steps);
    }

    /** Powers of 10 whose exponents are evenly spaced, of the default dtype. */
    public static Tensor logspace(double start, double end, int steps) {
        return logspace(DType.getDefault(), start, end, steps, 10);
    }

    /**
     * Powers of {@code base} whose exponents are evenly spaced from {@code start} to {@code end}, both included.
     *
     * @throws ArclightException if {@code steps} is negative
     * @throws DTypeException for bool
     */
    public static Tensor logspace(DType dtype, double start, double end, int steps, double base) {
        return Ranges.logspace(dtype, start, end, steps, base);
    }

    /** The places of the lower triangle of a matrix on and below the main diagonal. */
    public static Tensor trilIndices(int rows, int columns) {
        return trilIndices(rows, columns, 0);
    }

    /**
     * The places of the lower triangle of a matrix, row by row: int64 of shape {@code [2, n]}.
     *
     * @param offset the last diagonal that belongs to it; 0 is the main one, positive lie above
     */
    public static Tensor trilIndices(int rows, int columns, int offset) {
        return Ranges.triangle("trilIndices", rows, columns, offset, false);
    }

    /** The places of the upper triangle of a matrix on and above the main diagonal. */
    public static Tensor triuIndices(int rows, int columns) {
        return triuIndices(rows, columns, 0);
    }

    /**
     * The places of the upper triangle of a matrix, row by row: int64 of shape {@code [2, n]}.
     *
     * @param offset the first diagonal that belongs to it; 0 is the main one, positive lie above
     */
    public static Tensor triuIndices(int rows, int columns, int offset) {
        return Ranges.triangle("triuIndices", rows, columns, offset, true);
    }

    /** As {@link #meshgrid(List, String)} with {@code "ij"}. */
    public static List<Tensor> meshgrid(Tensor... axes) {
        return meshgrid(List.of(axes), "ij");
    }

    /**
     * The coordinates of every point of a grid: one tensor for each axis, views that repeat its numbers.
     *
     * @param axes scalars or vectors of one dtype
     * @param indexing {@code "ij"}: the dimensions are in the order of the axes; {@code "xy"}: the first two are swapped, as
     *     for images
     * @throws ShapeException if there is no axis or one is a matrix or more
     * @throws DTypeException if dtypes differ
     */
    public static List<Tensor> meshgrid(List<Tensor> axes, String indexing) {
        return Grids.meshgrid(axes, indexing);
    }

    /**
     * Every combination of one element of each vector, the last varying fastest: shape {@code [n₁ · n₂ ⋯, k]}; a single
     * vector is returned as it is.
     *
     * @throws ShapeException if there is none or one is not a vector
     */
    public static Tensor cartesianProd(Tensor... vectors) {
        return Grids.cartesianProd(vectors);
    }

    /** The pairs of different elements of a vector: shape {@code [n (n − 1) / 2, 2]}. */
    public static Tensor combinations(Tensor vector) {
        return combinations(vector, 2, false);
    }

    /**
     * The combinations of {@code r} elements of a vector in the order of their places: shape {@code [count, r]}.
     *
     * @param withReplacement whether an element may come several times
     * @throws ShapeException if this is no vector
     * @throws ArclightException if {@code r} is negative
     */
    public static Tensor combinations(Tensor vector, int r, boolean withReplacement) {
        return Grids.combinations(vector, r, withReplacement);
    }

    /** {@link #vander(Tensor, int, boolean)} of as many powers as there are numbers, the highest first. */
    public static Tensor vander(Tensor x) {
        return vander(x, x.numel(), false);
    }

    /**
     * The powers of a vector's numbers, a row for each: {@code [n, columns]}.
     *
     * @param increasing whether the powers go from 0 upwards rather than down to 0
     * @throws ShapeException if this is no vector, or {@code columns} is negative
     */
    public static Tensor vander(Tensor x, int columns, boolean increasing) {
        return Grids.vander(x, columns, increasing);
    }

    /**
     * The coordinates of row-major places in a tensor of some shape, one tensor for each dimension; as
     * {@code torch.unravel_index}.
     *
     * @throws DTypeException unless the indices are whole numbers
     */
    public static List<Tensor> unravelIndex(Tensor indices, int... shape) {
        return Grids.unravelIndex(indices, Shape.of(shape));
    }

    /** The shape that tensors of these shapes broadcast to. @throws ShapeException if they do not */
    public static Shape broadcastShapes(int[]... shapes) {
        Shape all = Shape.of();
        for (int[] shape : shapes) {
            all = Shape.broadcast("broadcastShapes", all, Shape.of(shape));
        }
        return all;
    }

    /**
     * Hann's window, {@code (1 − cos 2πi/n) / 2}, of the default dtype.
     *
     * @param periodic whether the window is one period of a wave
     */
    public static Tensor hannWindow(int length, boolean periodic) {
        return hammingWindow(length, periodic, 0.5, 0.5);
    }

    /** Hamming's window, {@code 0.54 − 0.46 cos 2πi/n}, of the default dtype. */
    public static Tensor hammingWindow(int length, boolean periodic) {
        return hammingWindow(length, periodic, 0.54, 0.46);
    }

    /** {@code α − β cos 2πi/n}, of the default dtype. */
    public static Tensor hammingWindow(int length, boolean periodic, double alpha, double beta) {
        return Ranges.window("hammingWindow", length, periodic, turns -> alpha - beta * StrictMath.cos(turns))
                .to(DType.getDefault());
    }

    /** Blackman's window, {@code 0.42 − 0.5 cos 2πi/n + 0.08 cos 4πi/n}, of the default dtype. */
    public static Tensor blackmanWindow(int length, boolean periodic) {
        return Ranges.window(
                        "blackmanWindow",
                        length,
                        periodic,
                        turns -> 0.42 - 0.5 * StrictMath.cos(turns) + 0.08 * StrictMath.cos(2 * turns))
                .to(DType.getDefault());
    }

    /** Kaiser's window of the usual shape, 12. */
    public static Tensor kaiserWindow(int length, boolean periodic) {
        return kaiserWindow(length, periodic, 12);
    }

    /** Kaiser's window, {@code I₀(β √(1 − (2i/n − 1)²)) / I₀(β)}, of the default dtype. */
    public static Tensor kaiserWindow(int length, boolean periodic, double beta) {
        if (length == 1) {
            return ones(1);
        }
        Tensor inside = Ranges.window("kaiserWindow", length, periodic, turns -> {
            double from = turns / Math.PI - 1;
            return beta * Math.sqrt(Math.max(0, 1 - from * from));
        });
        return inside.i0().div(full(DType.FLOAT64, beta).i0()).to(DType.getDefault());
    }

    /** Bartlett's window, a triangle from 0 to 1 and back, of the default dtype. */
    public static Tensor bartlettWindow(int length, boolean periodic) {
        return Ranges.window("bartlettWindow", length, periodic, turns -> 1 - Math.abs(turns / Math.PI - 1))
                .to(DType.getDefault());
    }
}
