package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Tensor;

/**
 * The rows of an index tensor that replaces the positions along one axis of a whole: where each row starts in the index,
 * in the whole — not counting the axis — and in a part that has the index's shape.
 */
final class AxisRows {
    /** Takes one row. */
    @FunctionalInterface
    interface Body {
        /**
         * @param index where the row starts in the row-major index
         * @param whole where it starts in the whole, for position 0 of the axis
         * @param part where it starts in the part
         */
        void run(int index, int whole, int part);
    }

    private final int[] extents;
    private final int[] wholeStrides;
    private final int[] partStrides;
    private final int whole;
    private final int part;

    /** Elements of a row; 0 if the index has none at all. */
    final int length;

    /** The distance of a row's elements in the whole, for one position of the axis. */
    final int wholeStep;

    /** The distance of a row's elements in the part. */
    final int partStep;

    private AxisRows(int[] extents, int[] wholeStrides, int[] partStrides, int rank, Tensor whole, Tensor part) {
        this.extents = java.util.Arrays.copyOf(extents, Math.max(0, rank - 1));
        this.wholeStrides = wholeStrides;
        this.partStrides = partStrides;
        this.whole = whole.offset();
        this.part = part.offset();
        this.length = part.numel() == 0 ? 0 : rank == 0 ? 1 : extents[rank - 1];
        this.wholeStep = rank == 0 ? 0 : wholeStrides[rank - 1];
        this.partStep = rank == 0 ? 0 : partStrides[rank - 1];
    }

    /** @param part of the index's shape */
    static AxisRows of(Tensor whole, int axis, Tensor part) {
        int[] extents = new int[part.rank()];
        int[] wholeStrides = new int[part.rank()];
        int[] partStrides = new int[part.rank()];
        int rank = 0;
        for (int d = 0; d < part.rank(); d++) {
            int extent = part.size(d);
            if (extent == 1) {
                continue;
            }
            int inWhole = d == axis ? 0 : whole.stride(d);
            int inPart = part.stride(d);
            boolean merges =
                    rank > 0 && wholeStrides[rank - 1] == inWhole * extent && partStrides[rank - 1] == inPart * extent;
            if (merges) {
                extents[rank - 1] *= extent;
            } else {
                extents[rank++] = extent;
            }
            wholeStrides[rank - 1] = inWhole;
            partStrides[rank - 1] = inPart;
        }
        return new AxisRows(extents, wholeStrides, partStrides, rank, whole, part);
    }

    void forEach(Body body) {
        if (length == 0) {
            return;
        }
        int[] at = new int[extents.length];
        int inWhole = whole;
        int inPart = part;
        for (int index = 0; ; index += length) {
            body.run(index, inWhole, inPart);
            int d = extents.length - 1;
            for (; d >= 0; d--) {
                inWhole += wholeStrides[d];
                inPart += partStrides[d];
                if (++at[d] < extents[d]) {
                    break;
                }
                inWhole -= wholeStrides[d] * extents[d];
                inPart -= partStrides[d] * extents[d];
                at[d] = 0;
            }
            if (d < 0) {
                return;
            }
        }
    }
}
