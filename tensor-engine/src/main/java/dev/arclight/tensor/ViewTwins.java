package dev.arclight.tensor;

import java.util.List;

/** The functional spelling of {@link TensorViews} and {@link TensorParts}. */
abstract class ViewTwins {
    ViewTwins() {}

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

    /** {@link Tensor#narrowCopy(int, int, int)} of {@code input}. */
    public static Tensor narrowCopy(Tensor input, int dim, int start, int length) {
        return input.narrowCopy(dim, start, length);
    }

    /** {@link Tensor#adjoint()} of {@code input}. */
    public static Tensor adjoint(Tensor input) {
        return input.adjoint();
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
}
