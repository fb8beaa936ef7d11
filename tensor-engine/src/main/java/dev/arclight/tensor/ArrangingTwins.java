package dev.arclight.tensor;

import java.util.List;

/** The functional spelling of {@link TensorRearranging} and {@link TensorJoining}. */
abstract class ArrangingTwins extends IndexingTwins {
    ArrangingTwins() {}

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

    /** {@link Tensor#cat}. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Tensor.cat(tensors, dim);
    }

    /** {@link Tensor#stack}. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return Tensor.stack(tensors, dim);
    }
}
