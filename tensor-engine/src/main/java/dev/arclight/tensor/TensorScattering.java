package dev.arclight.tensor;

import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.Dispatch;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexCopy;
import dev.arclight.op.IndexPut;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.Op;
import dev.arclight.op.Scatter;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.ScatterReduce;
import dev.arclight.op.ScatterReduce.Reduction;
import java.util.List;

/**
 * PyTorch's families of gather, scatter and index: rows or elements along a dimension, picked or written by int64 or int32
 * tensors. Negative indices are errors but where it is said that they count from the end. Indices are checked before
 * anything is written; methods that end in {@code _} change the tensor.
 */
public sealed interface TensorScattering extends TensorBase permits Tensor {
    /**
     * {@code out[i][j] = self[index[i][j]][j]} for dimension 0: the result has the index's shape.
     *
     * @throws ShapeException if the index has another rank or passes this tensor in another dimension than {@code dim}
     */
    default Tensor gather(int dim, Tensor index) {
        return ScatterArguments.gather(self(), dim, index);
    }

    /** Elements picked by their row-major place, in the shape of the index; negative ones count from the end. */
    default Tensor take(Tensor index) {
        return Dispatch.run(new AdvancedIndex("take", Dims.of(0)), self().flatten(), index);
    }

    /** {@link #gather} along all elements, with the index in one dimension. */
    default Tensor takeAlongDim(Tensor indices) {
        return self().flatten().gather(0, indices.flatten());
    }

    /** {@link #gather} with both broadcast in the other dimensions. @throws ShapeException if they differ in rank */
    default Tensor takeAlongDim(Tensor indices, int dim) {
        if (indices.rank() != rank()) {
            throw new ShapeException("takeAlongDim: indices of shape " + indices.shape() + " for a tensor of shape "
                    + shape() + "; both must have one rank");
        }
        int axis = shape().axis("takeAlongDim", dim);
        Shape picked = Shape.broadcast("takeAlongDim", shape().with(axis, indices.size(axis)), indices.shape());
        Tensor whole = self().expand(picked.with(axis, size(axis)).toArray());
        return whole.gather(axis, indices.expand(picked.toArray()));
    }

    /**
     * {@code out = self; out[index[i][j]][j] = src[i][j]} for dimension 0. Of several values for one place the last in
     * row-major order stays.
     *
     * @param src of this dtype, at least as large as the index in every dimension
     */
    default Tensor scatter(int dim, Tensor index, Tensor src) {
        return ScatterArguments.run(new Scatter(dim), self(), index, src);
    }

    /** {@link #scatter(int, Tensor, Tensor)} with one number for all. */
    default Tensor scatter(int dim, Tensor index, double value) {
        return scatter(dim, index, everywhere(Numbers.fitting("scatter", dtype(), value), index));
    }

    /** {@link #scatter(int, Tensor, double)}, exactly. */
    default Tensor scatter(int dim, Tensor index, long value) {
        return scatter(dim, index, everywhere(Numbers.fitting("scatter", dtype(), value), index));
    }

    /** {@link #scatter(int, Tensor, Tensor)} that adds (SUM) or multiplies (PROD) rather than replaces. */
    default Tensor scatter(int dim, Tensor index, Tensor src, Reduction reduce) {
        return ScatterArguments.run(ScatterArguments.scatter(dim, reduce), self(), index, src);
    }

    /** {@link #scatter(int, Tensor, Tensor, ScatterReduce.Reduction)} with one number for all. */
    default Tensor scatter(int dim, Tensor index, double value, Reduction reduce) {
        return scatter(dim, index, everywhere(Numbers.fitting("scatter", dtype(), value), index), reduce);
    }

    /** {@link #scatter(int, Tensor, double, ScatterReduce.Reduction)}, exactly. */
    default Tensor scatter(int dim, Tensor index, long value, Reduction reduce) {
        return scatter(dim, index, everywhere(Numbers.fitting("scatter", dtype(), value), index), reduce);
    }

    /** {@link #scatter(int, Tensor, Tensor)} in place. */
    default Tensor scatter_(int dim, Tensor index, Tensor src) {
        return ScatterArguments.runInPlace(new Scatter(dim), self(), index, src);
    }

    /** {@link #scatter(int, Tensor, double)} in place. */
    default Tensor scatter_(int dim, Tensor index, double value) {
        return scatter_(dim, index, everywhere(Numbers.fitting("scatter_", dtype(), value), index));
    }

    /** {@link #scatter_(int, Tensor, double)}, exactly. */
    default Tensor scatter_(int dim, Tensor index, long value) {
        return scatter_(dim, index, everywhere(Numbers.fitting("scatter_", dtype(), value), index));
    }

    /** {@link #scatter(int, Tensor, Tensor, ScatterReduce.Reduction)} in place. */
    default Tensor scatter_(int dim, Tensor index, Tensor src, Reduction reduce) {
        return ScatterArguments.runInPlace(ScatterArguments.scatter(dim, reduce), self(), index, src);
    }

    /** {@link #scatter(int, Tensor, double, ScatterReduce.Reduction)} in place. */
    default Tensor scatter_(int dim, Tensor index, double value, Reduction reduce) {
        return scatter_(dim, index, everywhere(Numbers.fitting("scatter_", dtype(), value), index), reduce);
    }

    /** {@link #scatter_(int, Tensor, double, ScatterReduce.Reduction)}, exactly. */
    default Tensor scatter_(int dim, Tensor index, long value, Reduction reduce) {
        return scatter_(dim, index, everywhere(Numbers.fitting("scatter_", dtype(), value), index), reduce);
    }

    /** {@code out = self; out[index[i][j]][j] += src[i][j]} for dimension 0, in row-major order. */
    default Tensor scatterAdd(int dim, Tensor index, Tensor src) {
        return ScatterArguments.run(new ScatterAdd(dim), self(), index, src);
    }

    /** {@link #scatterAdd} in place. */
    default Tensor scatterAdd_(int dim, Tensor index, Tensor src) {
        return ScatterArguments.runInPlace(new ScatterAdd(dim), self(), index, src);
    }

    /** {@link #scatterReduce(int, Tensor, Tensor, ScatterReduce.Reduction, boolean)} of what was there, too. */
    default Tensor scatterReduce(int dim, Tensor index, Tensor src, Reduction reduce) {
        return scatterReduce(dim, index, src, reduce, true);
    }

    /**
     * {@link #scatterAdd} with other ways to combine what meets at one place.
     *
     * @param includeSelf whether what was there takes part
     */
    default Tensor scatterReduce(int dim, Tensor index, Tensor src, Reduction reduce, boolean includeSelf) {
        return ScatterArguments.run(new ScatterReduce(dim, reduce, includeSelf), self(), index, src);
    }

    /** {@link #scatterReduce(int, Tensor, Tensor, ScatterReduce.Reduction)} in place. */
    default Tensor scatterReduce_(int dim, Tensor index, Tensor src, Reduction reduce) {
        return scatterReduce_(dim, index, src, reduce, true);
    }

    /** {@link #scatterReduce(int, Tensor, Tensor, ScatterReduce.Reduction, boolean)} in place. */
    default Tensor scatterReduce_(int dim, Tensor index, Tensor src, Reduction reduce, boolean includeSelf) {
        return ScatterArguments.runInPlace(new ScatterReduce(dim, reduce, includeSelf), self(), index, src);
    }

    /** Rows of a dimension in the order of a list of their numbers. */
    default Tensor indexSelect(int dim, Tensor index) {
        return ScatterArguments.run(new IndexSelect(dim), self(), index);
    }

    /** {@code out = self; out[index[i]] += source[i]} along a dimension, in index order. */
    default Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return ScatterArguments.run(new IndexAdd(dim), self(), index, source);
    }

    /** {@link #indexAdd(int, Tensor, Tensor)} of the source times {@code alpha}. */
    default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
        return indexAdd(dim, index, scaled(source, alpha));
    }

    /** {@link #indexAdd(int, Tensor, Tensor)} in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
        return ScatterArguments.runInPlace(new IndexAdd(dim), self(), index, source);
    }

    /** {@link #indexAdd(int, Tensor, Tensor, double)} in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source, double alpha) {
        return indexAdd_(dim, index, scaled(source, alpha));
    }

    /** {@code out = self; out[index[i]] = source[i]} along a dimension; the last of several stays. */
    default Tensor indexCopy(int dim, Tensor index, Tensor source) {
        return ScatterArguments.run(new IndexCopy(dim), self(), index, source);
    }

    /** {@link #indexCopy} in place. */
    default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
        return ScatterArguments.runInPlace(new IndexCopy(dim), self(), index, source);
    }

    /** Rows of a dimension set to a number; negative indices count from the end. */
    default Tensor indexFill(int dim, Tensor index, double value) {
        return indexFill(dim, index, Numbers.fitting("indexFill", dtype(), value));
    }

    /** {@link #indexFill(int, Tensor, double)}, exactly. */
    default Tensor indexFill(int dim, Tensor index, long value) {
        return indexFill(dim, index, Numbers.fitting("indexFill", dtype(), value));
    }

    /** {@link #indexFill(int, Tensor, double)} with a scalar, which a gradient may flow to. */
    default Tensor indexFill(int dim, Tensor index, Tensor value) {
        return ScatterArguments.run(ScatterArguments.fill(self(), dim, index, value), self(), value.to(dtype()), index);
    }

    /** {@link #indexFill(int, Tensor, double)} in place. */
    default Tensor indexFill_(int dim, Tensor index, double value) {
        return indexFill_(dim, index, Numbers.fitting("indexFill_", dtype(), value));
    }

    /** {@link #indexFill_(int, Tensor, double)}, exactly. */
    default Tensor indexFill_(int dim, Tensor index, long value) {
        return indexFill_(dim, index, Numbers.fitting("indexFill_", dtype(), value));
    }

    /** {@link #indexFill(int, Tensor, Tensor)} in place. */
    default Tensor indexFill_(int dim, Tensor index, Tensor value) {
        return ScatterArguments.runInPlace(
                ScatterArguments.fill(self(), dim, index, value), self(), value.to(dtype()), index);
    }

    /** {@link #scatterReduce(int, Tensor, Tensor, ScatterReduce.Reduction, boolean)} of whole rows. */
    default Tensor indexReduce(int dim, Tensor index, Tensor source, Reduction reduce, boolean includeSelf) {
        return scatterReduce(dim, ScatterArguments.rows(self(), dim, index, source), source, reduce, includeSelf);
    }

    /** {@link #indexReduce} in place. */
    default Tensor indexReduce_(int dim, Tensor index, Tensor source, Reduction reduce, boolean includeSelf) {
        return scatterReduce_(dim, ScatterArguments.rows(self(), dim, index, source), source, reduce, includeSelf);
    }

    /** {@link #indexPut(List, Tensor, boolean)}, replacing. */
    default Tensor indexPut(List<Tensor> indices, Tensor values) {
        return indexPut(indices, values, false);
    }

    /**
     * This tensor with values, which broadcast, where index tensors for the first dimensions point; negative ones count
     * from the end, masks stand for the places where they are true.
     *
     * @param accumulate whether to add, in order, rather than to replace
     */
    default Tensor indexPut(List<Tensor> indices, Tensor values, boolean accumulate) {
        return Indexer.put(self(), indices, values, accumulate, false);
    }

    /** {@link #indexPut(List, Tensor)} in place. */
    default Tensor indexPut_(List<Tensor> indices, Tensor values) {
        return indexPut_(indices, values, false);
    }

    /** {@link #indexPut(List, Tensor, boolean)} in place. */
    default Tensor indexPut_(List<Tensor> indices, Tensor values, boolean accumulate) {
        return Indexer.put(self(), indices, values, accumulate, true);
    }

    /** {@link #put(Tensor, Tensor, boolean)}, replacing. */
    default Tensor put(Tensor index, Tensor source) {
        return put(index, source, false);
    }

    /** Elements of {@code source} at row-major places; negative ones count from the end. */
    default Tensor put(Tensor index, Tensor source, boolean accumulate) {
        Op op = new IndexPut("put", Dims.of(0), accumulate);
        return Dispatch.run(op, self().flatten(), ScatterArguments.as(index, source), index)
                .view(shape().toArray());
    }

    /** {@link #put(Tensor, Tensor)} in place. */
    default Tensor put_(Tensor index, Tensor source) {
        return put_(index, source, false);
    }

    /** {@link #put(Tensor, Tensor, boolean)} in place. */
    default Tensor put_(Tensor index, Tensor source, boolean accumulate) {
        if (!self().isContiguous()) {
            return self().copy_(put(index, source, accumulate));
        }
        Dispatch.runInPlace(
                new IndexPut("put", Dims.of(0), accumulate),
                self().view(-1),
                ScatterArguments.as(index, source),
                index);
        return self();
    }

    private Tensor everywhere(Tensor value, Tensor index) {
        return value.to(dtype()).expand(index.shape().toArray());
    }

    private Tensor scaled(Tensor source, double alpha) {
        return alpha == 1 ? source : source.mul(alpha).to(source.dtype());
    }
}
