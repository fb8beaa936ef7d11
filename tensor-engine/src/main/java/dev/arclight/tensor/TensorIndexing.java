package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.MaskedFill;
import dev.arclight.op.NonzeroStatic;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import java.util.List;

/**
 * Elements picked and written by their positions or by a condition. Indices are checked before anything is written; methods
 * that end in {@code _}, and {@code set}, change the tensor.
 */
public sealed interface TensorIndexing extends TensorBase permits Tensor {
    /**
     * {@code x[i, j]}: a view with one dimension fewer for each position; negative ones count from the end.
     * {@link Tensor#item(int...)} reads one element as a number.
     *
     * @throws ShapeException if a position is out of bounds or there are more than dimensions
     */
    default Tensor get(int... positions) {
        return Indexer.get(self(), at(positions));
    }

    /**
     * What an index expression picks: a view, unless an index tensor or mask takes part.
     *
     * <p>Index tensors broadcast together; their dimensions come where the indexed ones are if those are neighbours, else
     * first. As in PyTorch, and unlike in NumPy, a number takes no part in that.
     *
     * @throws ShapeException if there are more entries than dimensions, a mask does not fit, or a number is out of bounds
     * @throws DTypeException if an index tensor is not int64, int32, bool or uint8
     * @throws ArclightException if an element of an index tensor is out of bounds
     */
    default Tensor get(Index... index) {
        return Indexer.get(self(), index);
    }

    /**
     * {@link #get(Index...)} with the text between Python's brackets, such as {@code "1:3, :"} or
     * {@code "..., None, ::2, [0, 2]"}.
     *
     * @throws ArclightException naming the column that is not understood
     */
    default Tensor get(String index) {
        return Indexer.get(self(), IndexText.parse(index));
    }

    /** {@code x[i, j] = value}. */
    default Tensor set(Tensor value, int... positions) {
        return set(value, at(positions));
    }

    /** {@code x[i, j] = value}. */
    default Tensor set(double value, int... positions) {
        return set(value, at(positions));
    }

    /** {@code x[i, j] = value}, exactly. */
    default Tensor set(long value, int... positions) {
        return set(value, at(positions));
    }

    /**
     * Writes a value, which broadcasts, over what an index expression picks. Of several values for one place the last one
     * stays.
     *
     * @throws ShapeException as {@link #get(Index...)}, or if the value does not broadcast to what is picked
     * @throws DTypeException as {@link #get(Index...)}, or if index tensors take part and the value has another dtype
     */
    default Tensor set(Tensor value, Index... index) {
        Indexer.set(self(), value, index);
        return self();
    }

    /** {@link #set(Tensor, Index...)} with one number for all. @throws ArclightException if the dtype does not reach so far */
    default Tensor set(double value, Index... index) {
        return set(Numbers.fitting("set", dtype(), value), index);
    }

    /** {@link #set(double, Index...)}, exactly. */
    default Tensor set(long value, Index... index) {
        return set(Numbers.fitting("set", dtype(), value), index);
    }

    /** {@link #set(Tensor, Index...)} with the text between Python's brackets. */
    default Tensor set(String index, Tensor value) {
        return set(value, IndexText.parse(index));
    }

    /** {@link #set(String, Tensor)} with one number for all. */
    default Tensor set(String index, double value) {
        return set(value, IndexText.parse(index));
    }

    /** {@link #set(String, double)}, exactly. */
    default Tensor set(String index, long value) {
        return set(value, IndexText.parse(index));
    }

    private static Index[] at(int... positions) {
        Index[] index = new Index[positions.length];
        for (int i = 0; i < index.length; i++) {
            index[i] = Index.at(positions[i]);
        }
        return index;
    }

    /** This tensor with {@code value} wherever the mask is true; both broadcast. @throws DTypeException if it is not bool */
    default Tensor maskedFill(Tensor mask, double value) {
        return maskedFill(mask, Numbers.fitting("maskedFill", dtype(), value));
    }

    /** {@link #maskedFill(Tensor, double)}, exactly. */
    default Tensor maskedFill(Tensor mask, long value) {
        return maskedFill(mask, Numbers.fitting("maskedFill", dtype(), value));
    }

    /** {@link #maskedFill(Tensor, double)} with a scalar, which a gradient may flow to. */
    default Tensor maskedFill(Tensor mask, Tensor value) {
        return Dispatch.run(MaskedFill.OP, self(), mask, value.to(dtype()));
    }

    /** {@link #maskedFill(Tensor, double)} in place; the mask broadcasts to this tensor. */
    default Tensor maskedFill_(Tensor mask, double value) {
        return maskedFill_(mask, Numbers.fitting("maskedFill_", dtype(), value));
    }

    /** {@link #maskedFill(Tensor, long)} in place; the mask broadcasts to this tensor. */
    default Tensor maskedFill_(Tensor mask, long value) {
        return maskedFill_(mask, Numbers.fitting("maskedFill_", dtype(), value));
    }

    /** {@link #maskedFill(Tensor, Tensor)} in place; the mask broadcasts to this tensor. */
    default Tensor maskedFill_(Tensor mask, Tensor value) {
        return Dispatch.runInPlace(MaskedFill.OP, self(), mask, value.to(dtype()));
    }

    /** The elements for which the mask is true, row-major, in one dimension; both broadcast. */
    default Tensor maskedSelect(Tensor mask) {
        return Masks.select(self(), mask);
    }

    /**
     * This tensor with the elements of {@code source}, row-major, one after the other where the mask is true; the mask
     * broadcasts.
     *
     * @throws ShapeException if the source has too few elements
     */
    default Tensor maskedScatter(Tensor mask, Tensor source) {
        return Masks.scatter(self(), mask, source);
    }

    /** {@link #maskedScatter} in place; the mask broadcasts to this tensor. */
    default Tensor maskedScatter_(Tensor mask, Tensor source) {
        return self().copy_(maskedScatter(mask, source));
    }

    /** Where elements are not zero: int64 of shape {@code [n, rank]}, a row for each in row-major order. */
    default Tensor nonzero() {
        return Masks.nonzero(self());
    }

    /** {@link #nonzero()} as one index tensor for each dimension, PyTorch's {@code nonzero(as_tuple=True)}. */
    default List<Tensor> nonzeroAsTuple() {
        return rank() == 0 ? self().view(1).nonzeroAsTuple() : nonzero().unbind(1);
    }

    /** {@link #nonzero()} with {@code size} rows: cut, or filled with -1. */
    default Tensor nonzeroStatic(int size) {
        return nonzeroStatic(size, -1);
    }

    /** {@link #nonzero()} with {@code size} rows: cut, or filled. */
    default Tensor nonzeroStatic(int size, long fillValue) {
        return Dispatch.run(new NonzeroStatic(size, fillValue), self());
    }

    /** {@link #nonzero()} by NumPy's name. */
    default Tensor argwhere() {
        return nonzero();
    }

    /** Matrices with zeros below the main diagonal. */
    default Tensor triu() {
        return triu(0);
    }

    /** Matrices with zeros below a diagonal: a positive one lies above the main one. */
    default Tensor triu(int diagonal) {
        return Dispatch.run(new Triu(diagonal), self());
    }

    /** {@link #triu()} in place. */
    default Tensor triu_() {
        return triu_(0);
    }

    /** {@link #triu(int)} in place. */
    default Tensor triu_(int diagonal) {
        return Dispatch.runInPlace(new Triu(diagonal), self());
    }

    /** Matrices with zeros above the main diagonal. */
    default Tensor tril() {
        return tril(0);
    }

    /** Matrices with zeros above a diagonal: a positive one lies above the main one. */
    default Tensor tril(int diagonal) {
        return Dispatch.run(new Tril(diagonal), self());
    }

    /** {@link #tril()} in place. */
    default Tensor tril_() {
        return tril_(0);
    }

    /** {@link #tril(int)} in place. */
    default Tensor tril_(int diagonal) {
        return Dispatch.runInPlace(new Tril(diagonal), self());
    }
}
