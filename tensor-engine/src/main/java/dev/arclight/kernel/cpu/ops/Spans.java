package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How several tensors of one (broadcast) shape are walked together: neighbouring dimensions that lie evenly in all of
 * them are merged, the last becomes the span that a loop runs over, the others are stepped through.
 *
 * <p>The first operand is the result, so that the innermost span is contiguous there.
 */
final class Spans {
    /** Runs one span. */
    @FunctionalInterface
    interface Body {
        /** @param offsets where the span starts in each operand */
        void run(int[] offsets);
    }

    private static final int[] NO_EXTENTS = {};
    private static final int[][] NO_STRIDES = {};

    private final int[] extents;
    private final int[][] strides;
    private final int[] offsets;
    private final int length;
    private final int[] steps;

    private Spans(int[] extents, int[][] strides, int[] offsets, int length, int[] steps) {
        this.extents = extents;
        this.strides = strides;
        this.offsets = offsets;
        this.length = length;
        this.steps = steps;
    }

    /** Walks {@code operands}, each of which broadcasts to {@code shape}. */
    static Spans of(Shape shape, Tensor... operands) {
        int count = operands.length;
        if (areFlat(shape, operands)) {
            return flat((int) shape.size(), operands);
        }
        int[] extents = new int[shape.rank()];
        int[][] strides = new int[count][shape.rank()];
        int rank = 0;
        for (int d = 0; d < shape.rank(); d++) {
            int extent = shape.dim(d);
            if (extent == 1) {
                continue;
            }
            boolean merges = rank > 0;
            for (int k = 0; k < count; k++) {
                int step = stride(operands[k], d, shape.rank());
                strides[k][rank] = step;
                merges &= rank > 0 && strides[k][rank - 1] == step * extent;
            }
            if (merges) {
                extents[rank - 1] *= extent;
                for (int[] s : strides) {
                    s[rank - 1] = s[rank];
                }
            } else {
                extents[rank++] = extent;
            }
        }
        int[] offsets = new int[count];
        int[] steps = new int[count];
        for (int k = 0; k < count; k++) {
            offsets[k] = operands[k].offset();
            steps[k] = rank == 0 ? 0 : strides[k][rank - 1];
        }
        int length = shape.size() == 0 ? 0 : rank == 0 ? 1 : extents[rank - 1];
        return new Spans(java.util.Arrays.copyOf(extents, Math.max(rank - 1, 0)), strides, offsets, length, steps);
    }

    /** Whether each operand is one even run of all elements, or a single element. */
    private static boolean areFlat(Shape shape, Tensor[] operands) {
        long size = shape.size();
        for (Tensor operand : operands) {
            long own = operand.shape().size();
            if (own != 1 && (own != size || !operand.isContiguous())) {
                return false;
            }
        }
        return true;
    }

    private static Spans flat(int size, Tensor[] operands) {
        int[] offsets = new int[operands.length];
        int[] steps = new int[operands.length];
        for (int k = 0; k < operands.length; k++) {
            offsets[k] = operands[k].offset();
            steps[k] = operands[k].numel() == 1 ? 0 : 1;
        }
        return new Spans(NO_EXTENTS, NO_STRIDES, offsets, size, steps);
    }

    private static int stride(Tensor operand, int dim, int rank) {
        int own = dim - (rank - operand.rank());
        return own < 0 || operand.size(own) == 1 ? 0 : operand.stride(own);
    }

    /** The elements of one span. */
    int length() {
        return length;
    }

    /** The distance of neighbouring elements of a span in operand {@code k}; 0 repeats one element. */
    int step(int k) {
        return steps[k];
    }

    /** Where every span starts in each operand, span by span; null if there are more than {@code most} of them. */
    int @Nullable [] places(int most) {
        return places(extents.length, most);
    }

    /** Where every plane starts in each operand, plane by plane; null if there are more than {@code most} of them. */
    int @Nullable [] planes(int most) {
        return places(Math.max(0, extents.length - 1), most);
    }

    private int @Nullable [] places(int rank, int most) {
        long count = length == 0 ? 0 : 1;
        for (int d = 0; d < rank; d++) {
            count *= extents[d];
        }
        if (count > most) {
            return null;
        }
        int[] places = new int[(int) count * offsets.length];
        int[] next = {0};
        step(rank, at -> {
            System.arraycopy(at, 0, places, next[0], at.length);
            next[0] += at.length;
        });
        return places;
    }

    void forEach(Body body) {
        step(extents.length, body);
    }

    /** How many neighbouring spans make a plane. */
    int rows() {
        return extents.length == 0 ? 1 : extents[extents.length - 1];
    }

    /** The distance of the spans of a plane in operand {@code k}. */
    int rowStep(int k) {
        return extents.length == 0 ? 0 : strides[k][extents.length - 1];
    }

    /** Runs {@link #rows} spans at a time. */
    void forEachPlane(Body body) {
        step(Math.max(0, extents.length - 1), body);
    }

    /** Steps through the first {@code rank} of the outer dimensions. */
    private void step(int rank, Body body) {
        if (length == 0) {
            return;
        }
        if (rank == 0) {
            body.run(offsets);
            return;
        }
        int[] index = new int[rank];
        int[] at = offsets.clone();
        while (true) {
            body.run(at);
            int d = rank - 1;
            for (; d >= 0; d--) {
                index[d]++;
                if (index[d] < extents[d]) {
                    for (int k = 0; k < at.length; k++) {
                        at[k] += strides[k][d];
                    }
                    break;
                }
                index[d] = 0;
                for (int k = 0; k < at.length; k++) {
                    at[k] -= strides[k][d] * (extents[d] - 1);
                }
            }
            if (d < 0) {
                return;
            }
        }
    }
}
