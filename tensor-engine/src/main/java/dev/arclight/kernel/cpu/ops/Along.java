package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Shape;

/** A shape as {@code [outer, n, inner]} around one of its dimensions; a scalar is one element along its only one. */
record Along(int outer, int n, int inner) {
    Along(Shape shape, int dim) {
        this(
                before(shape, dim),
                shape.rank() == 0 ? 1 : shape.dim(dim),
                shape.rank() == 0 ? 1 : ReduceKernels.product(shape.toArray(), shape.axis(dim) + 1, shape.rank()));
    }

    private static int before(Shape shape, int dim) {
        return shape.rank() == 0 ? 1 : ReduceKernels.product(shape.toArray(), 0, shape.axis(dim));
    }
}
