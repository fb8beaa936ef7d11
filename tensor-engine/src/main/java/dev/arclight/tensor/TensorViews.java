package dev.arclight.tensor;

import dev.arclight.op.Cast;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Expand;
import dev.arclight.op.Permute;
import dev.arclight.op.Slice;
import dev.arclight.op.View;
import java.util.Arrays;

/** Other shapes of the same elements: views share the tensor's storage, the rest copy where they must. */
public sealed interface TensorViews extends TensorBase permits Tensor {
    /** The same elements in another shape; one extent may be -1. @throws ShapeException if the strides forbid it */
    default Tensor view(int... shape) {
        return Dispatch.run(new View(resolve("view", shape)), self());
    }

    /** As {@link #view}, copying where the strides forbid one. */
    default Tensor reshape(int... shape) {
        View op = new View(resolve("reshape", shape));
        if (op.shape().equals(shape())) {
            return self();
        }
        return Dispatch.run(op, op.shape().size() != numel() || op.fits(self()) ? self() : contiguous());
    }

    default Tensor permute(int... order) {
        return Dispatch.run(new Permute(Dims.of(order)), self());
    }

    default Tensor transpose(int a, int b) {
        int[] order = Dims.all(shape()).toArray();
        int first = shape().axis(a);
        int second = shape().axis(b);
        order[first] = second;
        order[second] = first;
        return permute(order);
    }

    /** Repeats dimensions of extent 1 without copying; -1 leaves one as it is. */
    default Tensor expand(int... shape) {
        int[] wanted = shape.clone();
        int added = wanted.length - rank();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i] == -1 && i >= added) {
                wanted[i] = size(i - added);
            }
        }
        return Dispatch.run(new Expand(Shape.of(wanted)), self());
    }

    default Tensor unsqueeze(int dim) {
        int at = dim < 0 ? dim + rank() + 1 : dim;
        if (at < 0 || at > rank()) {
            throw new ShapeException("unsqueeze: dimension " + dim + " does not fit shape " + shape());
        }
        int[] extents = new int[rank() + 1];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = i < at ? size(i) : i == at ? 1 : size(i - 1);
        }
        return view(extents);
    }

    /** Removes a dimension of extent 1; one of another extent stays. */
    default Tensor squeeze(int dim) {
        return size(dim) == 1 ? view(shape().without(dim).toArray()) : self();
    }

    /** Joins dimensions {@code start … end} (inclusive, negative counts from the end) into one. */
    default Tensor flatten(int start, int end) {
        if (rank() == 0) {
            return reshape(1);
        }
        int first = shape().axis(start);
        int last = shape().axis(end);
        if (first > last) {
            throw new ShapeException("flatten: start " + start + " comes after end " + end + " in shape " + shape());
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

    /** {@code length} elements of a dimension from {@code start} on. */
    default Tensor narrow(int dim, int start, int length) {
        int from = start < 0 ? start + size(dim) : start;
        return Dispatch.run(new Slice(dim, from, from + length, 1), self());
    }

    /** {@code start:end:step} of a dimension with Python's rules: negative counts from the end, too far is cut. */
    default Tensor slice(int dim, int start, int end, int step) {
        int extent = size(dim);
        int from = Math.max(0, Math.min(extent, start < 0 ? start + extent : start));
        int to = Math.max(from, Math.min(extent, end < 0 ? end + extent : end));
        return Dispatch.run(new Slice(dim, from, to, step), self());
    }

    /** One element of a dimension, which disappears. */
    default Tensor select(int dim, int index) {
        int extent = size(dim);
        int at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent) {
            throw new ShapeException(
                    "select: index " + index + " is outside dimension " + dim + " of shape " + shape());
        }
        Tensor one = Dispatch.run(new Slice(dim, at, at + 1, 1), self());
        return one.view(one.shape().without(dim).toArray());
    }

    /** This tensor if its elements lie row-major without gaps, else a copy that does. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : copy();
    }

    /** A contiguous copy in memory of its own, as PyTorch's {@code clone}. */
    default Tensor copy() {
        return self().clone();
    }

    /** Converted to another dtype; this tensor if it has it. */
    default Tensor to(DType dtype) {
        return dtype == dtype() && !type().weak() ? self() : Dispatch.run(new Cast(dtype), self());
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
