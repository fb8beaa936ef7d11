package dev.arclight.tensor;

import dev.arclight.op.Cast;
import dev.arclight.op.Copy;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Expand;
import dev.arclight.op.Permute;
import dev.arclight.op.View;
import java.util.Arrays;

/**
 * Other shapes of the same elements. All but {@code reshape}, {@code flatten} and {@code contiguous}, which copy where they
 * must, share the tensor's storage: a write through one is seen by all.
 */
public sealed interface TensorViews extends TensorBase permits Tensor {
    /** The same elements in another shape; one extent may be -1. @throws ShapeException if the strides forbid it */
    default Tensor view(int... shape) {
        return Dispatch.run(new View(resolve("view", shape)), self());
    }

    /**
     * The same memory as elements of another dtype that lives in the same kind of Java array, as int8 for uint8. Has no
     * gradient.
     *
     * @throws DTypeException if the dtype needs another array; {@link #reinterpret} copies
     */
    default Tensor view(DType dtype) {
        return Reinterpretation.view(self(), dtype);
    }

    /**
     * A copy of the bits as elements of any dtype, little-endian, as PyTorch's {@code view(dtype).clone()}. The last
     * dimension grows or shrinks with the size of an element. Has no gradient.
     *
     * @throws ShapeException if the last dimension does not hold a whole number of the new elements
     */
    default Tensor reinterpret(DType dtype) {
        return Reinterpretation.copy(self(), dtype);
    }

    /** {@link #view} in the shape of another tensor. */
    default Tensor viewAs(Tensor other) {
        return view(other.shape().toArray());
    }

    /** As {@link #view}, copying where the strides forbid one. */
    default Tensor reshape(int... shape) {
        View op = new View(resolve("reshape", shape));
        if (op.shape().equals(shape())) {
            return self();
        }
        if (op.shape().size() != numel()) {
            throw new ShapeException("reshape: " + shape() + " has " + numel() + " elements, the shape " + op.shape()
                    + " asks for " + op.shape().size());
        }
        return Dispatch.run(op, op.fits(self()) ? self() : contiguous());
    }

    /** {@link #reshape} to the shape of another tensor. */
    default Tensor reshapeAs(Tensor other) {
        return reshape(other.shape().toArray());
    }

    /** The dimensions in another order. */
    default Tensor permute(int... order) {
        return Dispatch.run(new Permute(Dims.of(order)), self());
    }

    /** Swaps two dimensions. */
    default Tensor transpose(int dim0, int dim1) {
        if (rank() == 0 && dim0 >= -1 && dim0 <= 0 && dim1 >= -1 && dim1 <= 0) {
            return self();
        }
        int[] order = Dims.all(shape()).toArray();
        int first = shape().axis("transpose", dim0);
        int second = shape().axis("transpose", dim1);
        order[first] = second;
        order[second] = first;
        return permute(order);
    }

    /** {@link #transpose} by NumPy's name. */
    default Tensor swapaxes(int axis0, int axis1) {
        return transpose(axis0, axis1);
    }

    /** {@link #transpose} by its other name. */
    default Tensor swapdims(int dim0, int dim1) {
        return transpose(dim0, dim1);
    }

    /** A transposed matrix; vectors and scalars stay. @throws ShapeException for more than two dimensions */
    default Tensor t() {
        if (rank() > 2) {
            throw new ShapeException(
                    "t: expected at most 2 dimensions, got shape " + shape() + "; use mT() or transpose");
        }
        return rank() < 2 ? self() : transpose(0, 1);
    }

    /** All dimensions in opposite order. */
    default Tensor T() {
        int[] order = new int[rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = order.length - 1 - i;
        }
        return permute(order);
    }

    /** Matrices, in the last two dimensions, transposed. @throws ShapeException for fewer than two dimensions */
    default Tensor mT() {
        if (rank() == 1) {
            throw new ShapeException("mT: expected matrices, got shape " + shape());
        }
        return rank() == 0 ? self() : transpose(-2, -1);
    }

    /** A transposed matrix. @throws ShapeException unless it has two dimensions or none */
    default Tensor H() {
        if (rank() != 0 && rank() != 2) {
            throw new ShapeException("H: expected a matrix or a scalar, got shape " + shape() + "; use mH()");
        }
        return t();
    }

    /** {@link #mT}: numbers are real. */
    default Tensor mH() {
        return mT();
    }

    /** {@link #mT}: numbers are real. */
    default Tensor adjoint() {
        return mT();
    }

    /** Moves one dimension to another place; the others keep their order. */
    default Tensor movedim(int source, int destination) {
        return movedim(new int[] {source}, new int[] {destination});
    }

    /**
     * Moves dimensions to other places; the others keep their order.
     *
     * @throws ShapeException if the lists are not equally long or name a dimension twice
     */
    default Tensor movedim(int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw new ShapeException("movedim: " + source.length + " sources " + Arrays.toString(source) + " and "
                    + destination.length + " destinations " + Arrays.toString(destination)
                    + "; expected one destination for each source");
        }
        Dims.of(source).resolved("movedim", shape());
        Dims.of(destination).resolved("movedim", shape());
        int[] order = new int[rank()];
        Arrays.fill(order, -1);
        boolean[] moved = new boolean[rank()];
        for (int i = 0; i < source.length && rank() > 0; i++) {
            int from = shape().axis("movedim", source[i]);
            order[shape().axis("movedim", destination[i])] = from;
            moved[from] = true;
        }
        for (int i = 0, next = 0; i < order.length; i++) {
            if (order[i] < 0) {
                while (moved[next]) {
                    next++;
                }
                order[i] = next++;
            }
        }
        return permute(order);
    }

    /** {@link #movedim(int, int)} by NumPy's name. */
    default Tensor moveaxis(int source, int destination) {
        return movedim(source, destination);
    }

    /** {@link #movedim(int[], int[])} by NumPy's name. */
    default Tensor moveaxis(int[] source, int[] destination) {
        return movedim(source, destination);
    }

    /** Repeats dimensions of extent 1 without copying; -1 leaves one as it is. */
    default Tensor expand(int... shape) {
        int[] wanted = shape.clone();
        int added = wanted.length - rank();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1 && i >= added) {
                wanted[i] = size(i - added);
            } else if (wanted[i] < 0) {
                throw new ShapeException("expand: extent " + i + " of " + Dims.of(shape) + " is " + wanted[i]
                        + " for a tensor of shape " + shape() + "; expected 0 or more, or -1 for a dimension it has");
            }
        }
        return Dispatch.run(new Expand(Shape.of(wanted)), self());
    }

    /** {@link #expand} to the shape of another tensor. */
    default Tensor expandAs(Tensor other) {
        return expand(other.shape().toArray());
    }

    /** {@link #expand} by NumPy's name. */
    default Tensor broadcastTo(int... shape) {
        return expand(shape);
    }

    /** A new dimension of extent 1 at {@code dim}; negative counts from the end of the result. */
    default Tensor unsqueeze(int dim) {
        int at = dim < 0 ? dim + rank() + 1 : dim;
        if (at < 0 || at > rank()) {
            throw new ShapeException("unsqueeze: dimension " + dim + " does not fit shape " + shape() + "; expected "
                    + (-rank() - 1) + " to " + rank());
        }
        int[] extents = new int[rank() + 1];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i < at ? size(i) : i == at ? 1 : size(i - 1);
        }
        return view(extents);
    }

    /** Removes all dimensions of extent 1. */
    default Tensor squeeze() {
        return squeeze(Dims.all(shape()).toArray());
    }

    /** Removes those of the given dimensions that have extent 1; others stay. */
    default Tensor squeeze(int... dims) {
        Dims asked = Dims.of(dims).resolved("squeeze", shape());
        int[] kept = new int[rank()];
        int count = 0;
        for (int i = 0; i < rank(); i++) {
            if (size(i) != 1 || !asked.contains(i)) {
                kept[count++] = size(i);
            }
        }
        return count == rank() ? self() : view(Arrays.copyOf(kept, count));
    }

    /**
     * {@link #transpose} of this tensor itself, whose memory stays as it is; as all these, a change in place.
     *
     * @throws dev.arclight.autograd.AutogradException if this is a leaf that requires a gradient, or a view of one, and
     *     gradients are recorded
     */
    default Tensor transpose_(int dim0, int dim1) {
        return self().become("transpose_", tensor -> tensor.transpose(dim0, dim1));
    }

    /** {@link #swapaxes} of this tensor itself. */
    default Tensor swapaxes_(int axis0, int axis1) {
        return transpose_(axis0, axis1);
    }

    /** {@link #swapdims} of this tensor itself. */
    default Tensor swapdims_(int dim0, int dim1) {
        return transpose_(dim0, dim1);
    }

    /** {@link #t} of this tensor itself, whose memory stays as it is. */
    default Tensor t_() {
        return self().become("t_", Tensor::t);
    }

    /** {@link #unsqueeze} of this tensor itself. */
    default Tensor unsqueeze_(int dim) {
        return self().become("unsqueeze_", tensor -> tensor.unsqueeze(dim));
    }

    /** {@link #squeeze()} of this tensor itself. */
    default Tensor squeeze_() {
        return self().become("squeeze_", Tensor::squeeze);
    }

    /** {@link #squeeze(int...)} of this tensor itself. */
    default Tensor squeeze_(int... dims) {
        return self().become("squeeze_", tensor -> tensor.squeeze(dims));
    }

    /** {@link Tensor#asStrided(int[], int[])} of this tensor itself. */
    default Tensor asStrided_(int[] size, int[] stride) {
        return asStrided_(size, stride, self().offset());
    }

    /** {@link Tensor#asStrided(int[], int[], int)} of this tensor itself. */
    default Tensor asStrided_(int[] size, int[] stride, int storageOffset) {
        return self().become("asStrided_", tensor -> tensor.asStrided(size, stride, storageOffset));
    }

    /** All elements in one dimension. */
    default Tensor flatten() {
        return flatten(0, -1);
    }

    /** Joins the dimensions from {@code startDim} on into one. */
    default Tensor flatten(int startDim) {
        return flatten(startDim, -1);
    }

    /** Joins dimensions {@code startDim … endDim} (inclusive, negative counts from the end) into one. */
    default Tensor flatten(int startDim, int endDim) {
        // A scalar counts as one element in one dimension.
        Shape places = rank() == 0 ? Shape.of(1) : shape();
        int first = places.axis("flatten", startDim);
        int last = places.axis("flatten", endDim);
        if (rank() == 0) {
            return reshape(1);
        }
        if (first > last) {
            throw new ShapeException(
                    "flatten: start " + startDim + " comes after end " + endDim + " in shape " + shape());
        }
        int[] extents = new int[rank() - (last - first)];
        int joined = 1;
        for (int i = 0, j = 0; i < rank(); i++) {
            if (i < first || i > last) {
                extents[j++] = size(i);
            } else {
                joined *= size(i);
                if (i == last) {
                    extents[j++] = joined;
                }
            }
        }
        return reshape(extents);
    }

    /** {@link #flatten()} by NumPy's name. */
    default Tensor ravel() {
        return flatten();
    }

    /**
     * Splits dimension {@code dim} into {@code sizes}, one of which may be -1.
     *
     * @throws ShapeException if they do not multiply to its extent
     */
    default Tensor unflatten(int dim, int... sizes) {
        int axis = shape().axis("unflatten", dim);
        int[] extents = new int[rank() - 1 + sizes.length];
        for (int i = 0; i < axis; i++) {
            extents[i] = size(i);
        }
        for (int i = axis + 1; i < rank(); i++) {
            extents[i + sizes.length - 1] = size(i);
        }
        long known = 1;
        int free = -1;
        for (int i = 0; i < sizes.length; i++) {
            extents[axis + i] = sizes[i];
            if (sizes[i] != -1) {
                known *= sizes[i];
            } else if (free < 0) {
                free = i;
            } else {
                throw new ShapeException("unflatten: only one of " + Arrays.toString(sizes) + " may be -1");
            }
        }
        if (free >= 0 && known > 0) {
            extents[axis + free] = (int) (size(axis) / known);
            known *= extents[axis + free];
        }
        if (sizes.length == 0 || known != size(axis) || free >= 0 && known == 0 && extents[axis + free] < 0) {
            throw new ShapeException("unflatten: " + Arrays.toString(sizes) + " does not fill dimension " + dim
                    + " of shape " + shape());
        }
        return view(extents);
    }

    /** At least one dimension: a scalar becomes its only element. */
    default Tensor atleast1d() {
        return rank() == 0 ? view(1) : self();
    }

    /** At least two dimensions: a vector becomes a row. */
    default Tensor atleast2d() {
        return rank() >= 2 ? self() : view(1, numel());
    }

    /** At least three dimensions: a vector gets one on both sides, a matrix a last one. */
    default Tensor atleast3d() {
        return rank() >= 3 ? self() : rank() == 2 ? unsqueeze(-1) : view(1, numel(), 1);
    }

    /** This tensor if its elements lie row-major without gaps, else a copy that does. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : Dispatch.run(Copy.ROW_MAJOR, self());
    }

    /** A copy in memory of its own, as PyTorch's {@code clone}. */
    default Tensor copy() {
        return self().clone();
    }

    /** Converted to another dtype; this tensor if it has it. */
    default Tensor to(DType dtype) {
        return dtype == dtype() && !type().weak() ? self() : Dispatch.run(new Cast(dtype), self());
    }

    /** Whether a write through one of both may be seen by the other: they look at one storage. */
    default boolean sharesStorage(Tensor other) {
        return self().storage() == other.storage();
    }

    /** Whether both look at the same elements of one storage in the same way. */
    default boolean isSetTo(Tensor other) {
        return sharesStorage(other)
                && self().offset() == other.offset()
                && shape().equals(other.shape())
                && Arrays.equals(self().strides(), other.strides());
    }

    private Shape resolve(String what, int... wanted) {
        int[] extents = wanted.clone();
        int free = -1;
        long known = 1;
        for (int i = 0; i < extents.length; i++) {
            if (extents[i] == -1) {
                if (free >= 0) {
                    throw new ShapeException(what + ": only one extent of " + Arrays.toString(wanted) + " may be -1");
                }
                free = i;
            } else {
                known *= extents[i];
            }
        }
        if (free >= 0) {
            if (known == 0 || numel() % known != 0) {
                throw new ShapeException(what + ": " + numel() + " elements of shape " + shape() + " do not fit "
                        + Arrays.toString(wanted));
            }
            extents[free] = (int) (numel() / known);
        }
        return Shape.of(extents);
    }
}
