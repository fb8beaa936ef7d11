package dev.arclight.tensor;

import dev.arclight.op.ScatterReduce.Reduction;
import java.util.List;

/** The functional spelling of {@link TensorScattering} and {@link TensorIndexing}. */
abstract class IndexingTwins extends ViewTwins {
    IndexingTwins() {}

    /** {@link Tensor#gather(int, Tensor)} of {@code input}. */
    public static Tensor gather(Tensor input, int dim, Tensor index) {
        return input.gather(dim, index);
    }

    /** {@link Tensor#take(Tensor)} of {@code input}. */
    public static Tensor take(Tensor input, Tensor index) {
        return input.take(index);
    }

    /** {@link Tensor#takeAlongDim(Tensor)} of {@code input}. */
    public static Tensor takeAlongDim(Tensor input, Tensor indices) {
        return input.takeAlongDim(indices);
    }

    /** {@link Tensor#takeAlongDim(Tensor, int)} of {@code input}. */
    public static Tensor takeAlongDim(Tensor input, Tensor indices, int dim) {
        return input.takeAlongDim(indices, dim);
    }

    /** {@link Tensor#scatter(int, Tensor, Tensor)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, Tensor src) {
        return input.scatter(dim, index, src);
    }

    /** {@link Tensor#scatter(int, Tensor, double)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, double value) {
        return input.scatter(dim, index, value);
    }

    /** {@link Tensor#scatter(int, Tensor, long)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, long value) {
        return input.scatter(dim, index, value);
    }

    /** {@link Tensor#scatter(int, Tensor, Tensor, Reduction)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, Tensor src, Reduction reduce) {
        return input.scatter(dim, index, src, reduce);
    }

    /** {@link Tensor#scatter(int, Tensor, double, Reduction)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, double value, Reduction reduce) {
        return input.scatter(dim, index, value, reduce);
    }

    /** {@link Tensor#scatter(int, Tensor, long, Reduction)} of {@code input}. */
    public static Tensor scatter(Tensor input, int dim, Tensor index, long value, Reduction reduce) {
        return input.scatter(dim, index, value, reduce);
    }

    /** {@link Tensor#scatterAdd(int, Tensor, Tensor)} of {@code input}. */
    public static Tensor scatterAdd(Tensor input, int dim, Tensor index, Tensor src) {
        return input.scatterAdd(dim, index, src);
    }

    /** {@link Tensor#scatterReduce(int, Tensor, Tensor, Reduction)} of {@code input}. */
    public static Tensor scatterReduce(Tensor input, int dim, Tensor index, Tensor src, Reduction reduce) {
        return input.scatterReduce(dim, index, src, reduce);
    }

    /** {@link Tensor#scatterReduce(int, Tensor, Tensor, Reduction, boolean)} of {@code input}. */
    public static Tensor scatterReduce(
            Tensor input, int dim, Tensor index, Tensor src, Reduction reduce, boolean includeSelf) {
        return input.scatterReduce(dim, index, src, reduce, includeSelf);
    }

    /** {@link Tensor#indexSelect(int, Tensor)} of {@code input}. */
    public static Tensor indexSelect(Tensor input, int dim, Tensor index) {
        return input.indexSelect(dim, index);
    }

    /** {@link Tensor#indexAdd(int, Tensor, Tensor)} of {@code input}. */
    public static Tensor indexAdd(Tensor input, int dim, Tensor index, Tensor source) {
        return input.indexAdd(dim, index, source);
    }

    /** {@link Tensor#indexAdd(int, Tensor, Tensor, double)} of {@code input}. */
    public static Tensor indexAdd(Tensor input, int dim, Tensor index, Tensor source, double alpha) {
        return input.indexAdd(dim, index, source, alpha);
    }

    /** {@link Tensor#indexCopy(int, Tensor, Tensor)} of {@code input}. */
    public static Tensor indexCopy(Tensor input, int dim, Tensor index, Tensor source) {
        return input.indexCopy(dim, index, source);
    }

    /** {@link Tensor#indexFill(int, Tensor, double)} of {@code input}. */
    public static Tensor indexFill(Tensor input, int dim, Tensor index, double value) {
        return input.indexFill(dim, index, value);
    }

    /** {@link Tensor#indexFill(int, Tensor, long)} of {@code input}. */
    public static Tensor indexFill(Tensor input, int dim, Tensor index, long value) {
        return input.indexFill(dim, index, value);
    }

    /** {@link Tensor#indexFill(int, Tensor, Tensor)} of {@code input}. */
    public static Tensor indexFill(Tensor input, int dim, Tensor index, Tensor value) {
        return input.indexFill(dim, index, value);
    }

    /** {@link Tensor#indexReduce(int, Tensor, Tensor, Reduction, boolean)} of {@code input}. */
    public static Tensor indexReduce(
            Tensor input, int dim, Tensor index, Tensor source, Reduction reduce, boolean includeSelf) {
        return input.indexReduce(dim, index, source, reduce, includeSelf);
    }

    /** {@link Tensor#indexPut(List, Tensor)} of {@code input}. */
    public static Tensor indexPut(Tensor input, List<Tensor> indices, Tensor values) {
        return input.indexPut(indices, values);
    }

    /** {@link Tensor#indexPut(List, Tensor, boolean)} of {@code input}. */
    public static Tensor indexPut(Tensor input, List<Tensor> indices, Tensor values, boolean accumulate) {
        return input.indexPut(indices, values, accumulate);
    }

    /** {@link Tensor#put(Tensor, Tensor)} of {@code input}. */
    public static Tensor put(Tensor input, Tensor index, Tensor source) {
        return input.put(index, source);
    }

    /** {@link Tensor#put(Tensor, Tensor, boolean)} of {@code input}. */
    public static Tensor put(Tensor input, Tensor index, Tensor source, boolean accumulate) {
        return input.put(index, source, accumulate);
    }

    /** {@link Tensor#maskedFill(Tensor, double)} of {@code input}. */
    public static Tensor maskedFill(Tensor input, Tensor mask, double value) {
        return input.maskedFill(mask, value);
    }

    /** {@link Tensor#maskedFill(Tensor, long)} of {@code input}. */
    public static Tensor maskedFill(Tensor input, Tensor mask, long value) {
        return input.maskedFill(mask, value);
    }

    /** {@link Tensor#maskedFill(Tensor, Tensor)} of {@code input}. */
    public static Tensor maskedFill(Tensor input, Tensor mask, Tensor value) {
        return input.maskedFill(mask, value);
    }

    /** {@link Tensor#maskedSelect(Tensor)} of {@code input}. */
    public static Tensor maskedSelect(Tensor input, Tensor mask) {
        return input.maskedSelect(mask);
    }

    /** {@link Tensor#maskedScatter(Tensor, Tensor)} of {@code input}. */
    public static Tensor maskedScatter(Tensor input, Tensor mask, Tensor source) {
        return input.maskedScatter(mask, source);
    }

    /** {@link Tensor#nonzero()} of {@code input}. */
    public static Tensor nonzero(Tensor input) {
        return input.nonzero();
    }

    /** {@link Tensor#nonzeroStatic(int)} of {@code input}. */
    public static Tensor nonzeroStatic(Tensor input, int size) {
        return input.nonzeroStatic(size);
    }

    /** {@link Tensor#nonzeroStatic(int, long)} of {@code input}. */
    public static Tensor nonzeroStatic(Tensor input, int size, long fillValue) {
        return input.nonzeroStatic(size, fillValue);
    }

    /** {@link Tensor#argwhere()} of {@code input}. */
    public static Tensor argwhere(Tensor input) {
        return input.argwhere();
    }

    /** {@link Tensor#selectScatter(Tensor, int, int)} of {@code input}. */
    public static Tensor selectScatter(Tensor input, Tensor src, int dim, int index) {
        return input.selectScatter(src, dim, index);
    }

    /** {@link Tensor#sliceScatter(Tensor)} of {@code input}. */
    public static Tensor sliceScatter(Tensor input, Tensor src) {
        return input.sliceScatter(src);
    }

    /** {@link Tensor#sliceScatter(Tensor, int)} of {@code input}. */
    public static Tensor sliceScatter(Tensor input, Tensor src, int dim) {
        return input.sliceScatter(src, dim);
    }

    /** {@link Tensor#sliceScatter(Tensor, int, int, int, int)} of {@code input}. */
    public static Tensor sliceScatter(Tensor input, Tensor src, int dim, int start, int end, int step) {
        return input.sliceScatter(src, dim, start, end, step);
    }

    /** {@link Tensor#diagonalScatter(Tensor)} of {@code input}. */
    public static Tensor diagonalScatter(Tensor input, Tensor src) {
        return input.diagonalScatter(src);
    }

    /** {@link Tensor#diagonalScatter(Tensor, int, int, int)} of {@code input}. */
    public static Tensor diagonalScatter(Tensor input, Tensor src, int offset, int dim1, int dim2) {
        return input.diagonalScatter(src, offset, dim1, dim2);
    }

    /** {@link Tensor#asStridedScatter(Tensor, int[], int[])} of {@code input}. */
    public static Tensor asStridedScatter(Tensor input, Tensor src, int[] size, int[] stride) {
        return input.asStridedScatter(src, size, stride);
    }

    /** {@link Tensor#asStridedScatter(Tensor, int[], int[], int)} of {@code input}. */
    public static Tensor asStridedScatter(Tensor input, Tensor src, int[] size, int[] stride, int storageOffset) {
        return input.asStridedScatter(src, size, stride, storageOffset);
    }
}
