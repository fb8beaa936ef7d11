package dev.arclight.tensor;

/**
 * Copies of a tensor of which a view is replaced by another tensor: what writing into the view does, without changing this
 * tensor. The other has exactly the view's shape.
 */
public sealed interface TensorEmbedding extends TensorBase permits Tensor {
    /** {@code out = self; out.select(dim, index) = src}. */
    default Tensor selectScatter(Tensor src, int dim, int index) {
        Tensor out = self().clone();
        Writing.part("selectScatter", out.select(dim, index), src);
        return out;
    }

    /** {@link #sliceScatter(Tensor, int, int, int, int)} of the whole first dimension. */
    default Tensor sliceScatter(Tensor src) {
        return sliceScatter(src, 0);
    }

    /** {@link #sliceScatter(Tensor, int, int, int, int)} of a whole dimension. */
    default Tensor sliceScatter(Tensor src, int dim) {
        return sliceScatter(src, dim, 0, Integer.MAX_VALUE, 1);
    }

    /** {@code out = self; out.slice(dim, start, end, step) = src}, with Python's rules for slices. */
    default Tensor sliceScatter(Tensor src, int dim, int start, int end, int step) {
        Tensor out = self().clone();
        Writing.part("sliceScatter", out.slice(dim, start, end, step), src);
        return out;
    }

    /** {@link #diagonalScatter(Tensor, int, int, int)} of the main diagonal of the first two dimensions. */
    default Tensor diagonalScatter(Tensor src) {
        return diagonalScatter(src, 0, 0, 1);
    }

    /** {@code out = self; out.diagonal(offset, dim1, dim2) = src}. */
    default Tensor diagonalScatter(Tensor src, int offset, int dim1, int dim2) {
        Tensor out = self().clone();
        Writing.part("diagonalScatter", out.diagonal(offset, dim1, dim2), src);
        return out;
    }

    /** {@link #asStridedScatter(Tensor, int[], int[], int)} from where this tensor begins. */
    default Tensor asStridedScatter(Tensor src, int[] size, int[] stride) {
        return asStridedScatter(src, size, stride, self().offset());
    }

    /**
     * {@code out = self; out.asStrided(size, stride, storageOffset) = src}; the copy lies in memory as this tensor does.
     */
    default Tensor asStridedScatter(Tensor src, int[] size, int[] stride, int storageOffset) {
        Tensor out = Tensor.emptyStrided(dtype(), shape().toArray(), self().strides());
        out.copy_(self());
        Writing.part("asStridedScatter", out.asStrided(size, stride, storageOffset - self().offset()), src);
        return out;
    }

    /** {@link #fillDiagonal_(double, boolean)} that ends with the diagonal. */
    default Tensor fillDiagonal_(double value) {
        return fillDiagonal_(value, false);
    }

    /**
     * Fills the main diagonal, of a tensor of more than two dimensions that from its first to its last element.
     *
     * @param wrap whether in a matrix of more rows than columns another diagonal begins one row below the end of the last
     * @throws ShapeException for fewer than two dimensions, or more of different extents
     */
    default Tensor fillDiagonal_(double value, boolean wrap) {
        if (rank() < 2) {
            throw new ShapeException("fillDiagonal_: expected at least 2 dimensions, got shape " + shape());
        }
        int least = size(0);
        int step = 0;
        for (int i = 0; i < rank(); i++) {
            if (rank() > 2 && size(i) != size(0)) {
                throw new ShapeException("fillDiagonal_: more than 2 dimensions must be equally long, got " + shape());
            }
            least = Math.min(least, size(i));
            step += self().stride(i);
        }
        int offset = self().offset();
        self().asStrided(new int[] {least}, new int[] {step}, offset).fill_(value);
        if (wrap && rank() == 2 && size(0) > size(1) + 1) {
            int period = size(1) + 1;
            int others = (numel() + period - 1) / period - least;
            self().asStrided(new int[] {others}, new int[] {step}, offset + self().stride(0) * period)
                    .fill_(value);
        }
        return self();
    }
}
