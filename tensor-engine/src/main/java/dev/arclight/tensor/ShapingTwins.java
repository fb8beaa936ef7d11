package dev.arclight.tensor;

import dev.arclight.op.ScatterReduce.Reduction;
import java.util.List;

/** The functional spelling of views, parts, joins, rearrangements and indexing. */
abstract class ShapingTwins {
    ShapingTwins() {}

    /** {@link Tensor#reshape(int...)} of {@code input}. */
    public static Tensor reshape(Tensor input, int... shape) {
        return input.reshape(shape);
    }

    /** {@link Tensor#permute(int...)} of {@code input}. */
    public static Tensor permute(Tensor input, int... order) {
        return input.permute(order);
    }

    /** {@link Tensor#transpose(int, int)} of {@code input}. */
    public static Tensor transpose(Tensor input, int dim0, int dim1) {
        return input.transpose(dim0, dim1);
    }

    /** {@link Tensor#swapaxes(int, int)} of {@code input}. */
    public static Tensor swapaxes(Tensor input, int axis0, int axis1) {
        return input.swapaxes(axis0, axis1);
    }

    /** {@link Tensor#swapdims(int, int)} of {@code input}. */
    public static Tensor swapdims(Tensor input, int dim0, int dim1) {
        return input.swapdims(dim0, dim1);
    }

    /** {@link Tensor#t()} of {@code input}. */
    public static Tensor t(Tensor input) {
        return input.t();
    }

    /** {@link Tensor#movedim(int, int)} of {@code input}. */
    public static Tensor movedim(Tensor input, int source, int destination) {
        return input.movedim(source, destination);
    }

    /** {@link Tensor#movedim(int[], int[])} of {@code input}. */
    public static Tensor movedim(Tensor input, int[] source, int[] destination) {
        return input.movedim(source, destination);
    }

    /** {@link Tensor#moveaxis(int, int)} of {@code input}. */
    public static Tensor moveaxis(Tensor input, int source, int destination) {
        return input.moveaxis(source, destination);
    }

    /** {@link Tensor#moveaxis(int[], int[])} of {@code input}. */
    public static Tensor moveaxis(Tensor input, int[] source, int[] destination) {
        return input.moveaxis(source, destination);
    }

    /** {@link Tensor#broadcastTo(int...)} of {@code input}. */
    public static Tensor broadcastTo(Tensor input, int... shape) {
        return input.broadcastTo(shape);
    }

    /** {@link Tensor#unsqueeze(int)} of {@code input}. */
    public static Tensor unsqueeze(Tensor input, int dim) {
        return input.unsqueeze(dim);
    }

    /** {@link Tensor#squeeze()} of {@code input}. */
    public static Tensor squeeze(Tensor input) {
        return input.squeeze();
    }

    /** {@link Tensor#squeeze(int...)} of {@code input}. */
    public static Tensor squeeze(Tensor input, int... dims) {
        return input.squeeze(dims);
    }

    /** {@link Tensor#flatten()} of {@code input}. */
    public static Tensor flatten(Tensor input) {
        return input.flatten();
    }

    /** {@link Tensor#flatten(int)} of {@code input}. */
    public static Tensor flatten(Tensor input, int startDim) {
        return input.flatten(startDim);
    }

    /** {@link Tensor#flatten(int, int)} of {@code input}. */
    public static Tensor flatten(Tensor input, int startDim, int endDim) {
        return input.flatten(startDim, endDim);
    }

    /** {@link Tensor#ravel()} of {@code input}. */
    public static Tensor ravel(Tensor input) {
        return input.ravel();
    }

    /** {@link Tensor#unflatten(int, int...)} of {@code input}. */
    public static Tensor unflatten(Tensor input, int dim, int... sizes) {
        return input.unflatten(dim, sizes);
    }

    /** {@link Tensor#atleast1d()} of {@code input}. */
    public static Tensor atleast1d(Tensor input) {
        return input.atleast1d();
    }

    /** {@link Tensor#atleast2d()} of {@code input}. */
    public static Tensor atleast2d(Tensor input) {
        return input.atleast2d();
    }

    /** {@link Tensor#atleast3d()} of {@code input}. */
    public static Tensor atleast3d(Tensor input) {
        return input.atleast3d();
    }

    /** {@link Tensor#narrow(int, int, int)} of {@code input}. */
    public static Tensor narrow(Tensor input, int dim, int start, int length) {
        return input.narrow(dim, start, length);
    }

    /** {@link Tensor#select(int, int)} of {@code input}. */
    public static Tensor select(Tensor input, int dim, int index) {
        return input.select(dim, index);
    }

    /** {@link Tensor#unbind()} of {@code input}. */
    public static List<Tensor> unbind(Tensor input) {
        return input.unbind();
    }

    /** {@link Tensor#unbind(int)} of {@code input}. */
    public static List<Tensor> unbind(Tensor input, int dim) {
        return input.unbind(dim);
    }

    /** {@link Tensor#diagonal()} of {@code input}. */
    public static Tensor diagonal(Tensor input) {
        return input.diagonal();
    }

    /** {@link Tensor#diagonal(int)} of {@code input}. */
    public static Tensor diagonal(Tensor input, int offset) {
        return input.diagonal(offset);
    }

    /** {@link Tensor#diagonal(int, int, int)} of {@code input}. */
    public static Tensor diagonal(Tensor input, int offset, int dim1, int dim2) {
        return input.diagonal(offset, dim1, dim2);
    }

    /** {@link Tensor#diag()} of {@code input}. */
    public static Tensor diag(Tensor input) {
        return input.diag();
    }

    /** {@link Tensor#diag(int)} of {@code input}. */
    public static Tensor diag(Tensor input, int diagonal) {
        return input.diag(diagonal);
    }

    /** {@link Tensor#diagEmbed()} of {@code input}. */
    public static Tensor diagEmbed(Tensor input) {
        return input.diagEmbed();
    }

    /** {@link Tensor#diagEmbed(int, int, int)} of {@code input}. */
    public static Tensor diagEmbed(Tensor input, int offset, int dim1, int dim2) {
        return input.diagEmbed(offset, dim1, dim2);
    }

    /** {@link Tensor#diagflat()} of {@code input}. */
    public static Tensor diagflat(Tensor input) {
        return input.diagflat();
    }

    /** {@link Tensor#diagflat(int)} of {@code input}. */
    public static Tensor diagflat(Tensor input, int offset) {
        return input.diagflat(offset);
    }

    /** {@link Tensor#asStrided(int[], int[])} of {@code input}. */
    public static Tensor asStrided(Tensor input, int[] size, int[] stride) {
        return input.asStrided(size, stride);
    }

    /** {@link Tensor#asStrided(int[], int[], int)} of {@code input}. */
    public static Tensor asStrided(Tensor input, int[] size, int[] stride, int storageOffset) {
        return input.asStrided(size, stride, storageOffset);
    }

    /** {@link Tensor#split(int)} of {@code input}. */
    public static List<Tensor> split(Tensor input, int splitSize) {
        return input.split(splitSize);
    }

    /** {@link Tensor#split(int, int)} of {@code input}. */
    public static List<Tensor> split(Tensor input, int splitSize, int dim) {
        return input.split(splitSize, dim);
    }

    /** {@link Tensor#split(int[], int)} of {@code input}. */
    public static List<Tensor> split(Tensor input, int[] splitSizes, int dim) {
        return input.split(splitSizes, dim);
    }

    /** {@link Tensor#splitWithSizes(int[], int)} of {@code input}. */
    public static List<Tensor> splitWithSizes(Tensor input, int[] splitSizes, int dim) {
        return input.splitWithSizes(splitSizes, dim);
    }

    /** {@link Tensor#chunk(int)} of {@code input}. */
    public static List<Tensor> chunk(Tensor input, int chunks) {
        return input.chunk(chunks);
    }

    /** {@link Tensor#chunk(int, int)} of {@code input}. */
    public static List<Tensor> chunk(Tensor input, int chunks, int dim) {
        return input.chunk(chunks, dim);
    }

    /** {@link Tensor#tensorSplit(int, int)} of {@code input}. */
    public static List<Tensor> tensorSplit(Tensor input, int sections, int dim) {
        return input.tensorSplit(sections, dim);
    }

    /** {@link Tensor#tensorSplit(int[], int)} of {@code input}. */
    public static List<Tensor> tensorSplit(Tensor input, int[] indices, int dim) {
        return input.tensorSplit(indices, dim);
    }

    /** {@link Tensor#hsplit(int)} of {@code input}. */
    public static List<Tensor> hsplit(Tensor input, int sections) {
        return input.hsplit(sections);
    }

    /** {@link Tensor#hsplit(int[])} of {@code input}. */
    public static List<Tensor> hsplit(Tensor input, int[] indices) {
        return input.hsplit(indices);
    }

    /** {@link Tensor#vsplit(int)} of {@code input}. */
    public static List<Tensor> vsplit(Tensor input, int sections) {
        return input.vsplit(sections);
    }

    /** {@link Tensor#vsplit(int[])} of {@code input}. */
    public static List<Tensor> vsplit(Tensor input, int[] indices) {
        return input.vsplit(indices);
    }

    /** {@link Tensor#dsplit(int)} of {@code input}. */
    public static List<Tensor> dsplit(Tensor input, int sections) {
        return input.dsplit(sections);
    }

    /** {@link Tensor#dsplit(int[])} of {@code input}. */
    public static List<Tensor> dsplit(Tensor input, int[] indices) {
        return input.dsplit(indices);
    }

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

    /** {@link Tensor#triu()} of {@code input}. */
    public static Tensor triu(Tensor input) {
        return input.triu();
    }

    /** {@link Tensor#triu(int)} of {@code input}. */
    public static Tensor triu(Tensor input, int diagonal) {
        return input.triu(diagonal);
    }

    /** {@link Tensor#tril()} of {@code input}. */
    public static Tensor tril(Tensor input) {
        return input.tril();
    }

    /** {@link Tensor#tril(int)} of {@code input}. */
    public static Tensor tril(Tensor input, int diagonal) {
        return input.tril(diagonal);
    }

    /** {@link Tensor#tile(int...)} of {@code input}. */
    public static Tensor tile(Tensor input, int... dims) {
        return input.tile(dims);
    }

    /** {@link Tensor#repeatInterleave(int)} of {@code input}. */
    public static Tensor repeatInterleave(Tensor input, int repeats) {
        return input.repeatInterleave(repeats);
    }

    /** {@link Tensor#repeatInterleave(int, int)} of {@code input}. */
    public static Tensor repeatInterleave(Tensor input, int repeats, int dim) {
        return input.repeatInterleave(repeats, dim);
    }

    /** {@link Tensor#repeatInterleave(Tensor)} of {@code input}. */
    public static Tensor repeatInterleave(Tensor input, Tensor repeats) {
        return input.repeatInterleave(repeats);
    }

    /** {@link Tensor#repeatInterleave(Tensor, int)} of {@code input}. */
    public static Tensor repeatInterleave(Tensor input, Tensor repeats, int dim) {
        return input.repeatInterleave(repeats, dim);
    }

    /** {@link Tensor#roll(int)} of {@code input}. */
    public static Tensor roll(Tensor input, int shift) {
        return input.roll(shift);
    }

    /** {@link Tensor#roll(int, int)} of {@code input}. */
    public static Tensor roll(Tensor input, int shift, int dim) {
        return input.roll(shift, dim);
    }

    /** {@link Tensor#roll(int[], int[])} of {@code input}. */
    public static Tensor roll(Tensor input, int[] shifts, int[] dims) {
        return input.roll(shifts, dims);
    }

    /** {@link Tensor#flip(int...)} of {@code input}. */
    public static Tensor flip(Tensor input, int... dims) {
        return input.flip(dims);
    }

    /** {@link Tensor#fliplr()} of {@code input}. */
    public static Tensor fliplr(Tensor input) {
        return input.fliplr();
    }

    /** {@link Tensor#flipud()} of {@code input}. */
    public static Tensor flipud(Tensor input) {
        return input.flipud();
    }

    /** {@link Tensor#rot90()} of {@code input}. */
    public static Tensor rot90(Tensor input) {
        return input.rot90();
    }

    /** {@link Tensor#rot90(int, int, int)} of {@code input}. */
    public static Tensor rot90(Tensor input, int k, int dim0, int dim1) {
        return input.rot90(k, dim0, dim1);
    }

    /** {@link Tensor#cat(List)}. */
    public static Tensor cat(List<Tensor> tensors) {
        return Tensor.cat(tensors);
    }

    /** {@link Tensor#concat(List)}. */
    public static Tensor concat(List<Tensor> tensors) {
        return Tensor.concat(tensors);
    }

    /** {@link Tensor#concat(List, int)}. */
    public static Tensor concat(List<Tensor> tensors, int dim) {
        return Tensor.concat(tensors, dim);
    }

    /** {@link Tensor#stack(List)}. */
    public static Tensor stack(List<Tensor> tensors) {
        return Tensor.stack(tensors);
    }

    /** {@link Tensor#hstack(List)}. */
    public static Tensor hstack(List<Tensor> tensors) {
        return Tensor.hstack(tensors);
    }

    /** {@link Tensor#vstack(List)}. */
    public static Tensor vstack(List<Tensor> tensors) {
        return Tensor.vstack(tensors);
    }

    /** {@link Tensor#rowStack(List)}. */
    public static Tensor rowStack(List<Tensor> tensors) {
        return Tensor.rowStack(tensors);
    }

    /** {@link Tensor#dstack(List)}. */
    public static Tensor dstack(List<Tensor> tensors) {
        return Tensor.dstack(tensors);
    }

    /** {@link Tensor#columnStack(List)}. */
    public static Tensor columnStack(List<Tensor> tensors) {
        return Tensor.columnStack(tensors);
    }

    /** {@link Tensor#blockDiag(List)}. */
    public static Tensor blockDiag(List<Tensor> tensors) {
        return Tensor.blockDiag(tensors);
    }

    /** {@link Tensor#broadcastTensors(List)}. */
    public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
        return Tensor.broadcastTensors(tensors);
    }

    /** {@link Tensor#atleast1d(List)}. */
    public static List<Tensor> atleast1d(List<Tensor> tensors) {
        return Tensor.atleast1d(tensors);
    }

    /** {@link Tensor#atleast2d(List)}. */
    public static List<Tensor> atleast2d(List<Tensor> tensors) {
        return Tensor.atleast2d(tensors);
    }

    /** {@link Tensor#atleast3d(List)}. */
    public static List<Tensor> atleast3d(List<Tensor> tensors) {
        return Tensor.atleast3d(tensors);
    }

    /** {@link Tensor#where(Tensor)}. */
    public static List<Tensor> where(Tensor condition) {
        return Tensor.where(condition);
    }
}
