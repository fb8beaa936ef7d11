package dev.arclight.tensor;

import dev.arclight.op.AdvancedIndex;
import dev.arclight.op.Dispatch;
import dev.arclight.op.IndexPut;
import dev.arclight.op.MaskedFill;
import dev.arclight.op.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Index expressions with PyTorch's rules: numbers, slices and new dimensions give a view, of which index tensors then pick
 * elements. Their dimensions come where the indexed ones are if those are neighbours in that view, else first.
 */
final class Indexer {
    /** A view and the index tensors for dimensions of it, each an integer tensor or a mask over several. */
    private record Plan(Tensor view, List<Integer> dims, List<Tensor> tensors) {
        boolean basic() {
            return tensors.isEmpty();
        }

        /** Whether all there is is one mask. */
        boolean masked() {
            return tensors.size() == 1 && isMask(tensors.get(0));
        }
    }

    /** Whole-number index tensors, one for each of some dimensions of a view. */
    private record Positions(Tensor view, Dims dims, Tensor[] indices) {
        Tensor[] inputs(Tensor... first) {
            Tensor[] inputs = Arrays.copyOf(first, first.length + indices.length);
            System.arraycopy(indices, 0, inputs, first.length, indices.length);
            return inputs;
        }
    }

    private Indexer() {}

    static Tensor get(Tensor self, Index... index) {
        Plan plan = plan(self, index);
        if (plan.basic()) {
            return plan.view == self ? Dispatch.run(new View(self.shape()), self) : plan.view;
        }
        Positions positions = positions(plan);
        return Dispatch.run(new AdvancedIndex(positions.dims), positions.inputs(positions.view));
    }

    static void set(Tensor self, Tensor value, Index... index) {
        Plan plan = plan(self, index);
        if (plan.basic()) {
            Tensor fitted = fitted(value, plan.view.rank());
            if (!fitted.shape().broadcastsTo(plan.view.shape())) {
                throw new ShapeException("set: a value of shape " + value.shape() + " cannot be broadcast to "
                        + plan.view.shape() + ", which the index picks");
            }
            plan.view.copy_(fitted);
            return;
        }
        Tensor typed = value.type().weak() ? value.to(self.dtype()) : value;
        if (plan.masked() && typed.rank() == 0) {
            Tensor mask = plan.tensors.get(0).ne(Tensor.number(0L));
            int after = plan.view.rank() - plan.dims.get(0) - mask.rank();
            int[] extents = Arrays.copyOf(mask.shape().toArray(), mask.rank() + after);
            Arrays.fill(extents, mask.rank(), extents.length, 1);
            requireMask(plan.view, plan.dims.get(0), plan.tensors.get(0));
            Dispatch.runInPlace(MaskedFill.OP, plan.view, mask.reshape(extents), typed);
            return;
        }
        Positions positions = positions(plan);
        int rank = new AdvancedIndex(positions.dims)
                .picked(positions.view.shape(), positions.indices)
                .rank();
        Dispatch.runInPlace(
                new IndexPut("set", positions.dims, false), positions.view, positions.inputs(fitted(typed, rank)));
    }

    /** {@code index_put}: index tensors and masks for the first dimensions. */
    static Tensor put(Tensor self, List<Tensor> indices, Tensor value, boolean accumulate, boolean inPlace) {
        List<Integer> dims = new ArrayList<>();
        int dim = 0;
        for (Tensor index : indices) {
            dims.add(dim);
            dim += isMask(index) ? index.rank() : 1;
        }
        if (dim > self.rank() || indices.isEmpty()) {
            throw new ShapeException("indexPut: index tensors for " + dim + " dimensions of a tensor of shape "
                    + self.shape() + "; expected one to " + self.rank());
        }
        Positions positions = positions(new Plan(self, dims, indices));
        IndexPut op = new IndexPut(positions.dims, accumulate);
        Tensor typed = value.type().weak() ? value.to(self.dtype()) : value;
        if (inPlace) {
            Dispatch.runInPlace(op, positions.view, positions.inputs(typed));
            return self;
        }
        return Dispatch.run(op, positions.inputs(positions.view, typed))
                .view(self.shape().toArray());
    }

    /** A value without leading dimensions of extent 1 that the place it goes to does not have. */
    private static Tensor fitted(Tensor value, int rank) {
        Tensor fitted = value;
        while (fitted.rank() > rank && fitted.size(0) == 1) {
            fitted = fitted.squeeze(0);
        }
        return fitted;
    }

    private static Plan plan(Tensor self, Index... index) {
        int specified = specified(self, index);
        Tensor view = self;
        List<Integer> dims = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        int dim = 0;
        // The dimension of self, for messages: numbers before it have taken dimensions from the view.
        int own = 0;
        for (Index entry : index) {
            if (entry instanceof Index.At one) {
                view = select(view, dim, one.position(), own++);
            } else if (entry instanceof Index.Range range) {
                view = slice(view, dim, range);
                dim++;
                own++;
            } else if (entry == Index.Mark.ELLIPSIS) {
                dim += self.rank() - specified;
                own += self.rank() - specified;
            } else if (entry == Index.Mark.NEW_AXIS) {
                view = view.unsqueeze(dim++);
            } else if (entry instanceof Tensor tensor) {
                if (tensor.rank() == 0 && tensor.dtype().isInteger() && !isMask(tensor)) {
                    view = select(view, dim, tensor.itemLong(), own++);
                } else if (tensor.rank() == 0 && isMask(tensor)) {
                    view = view.unsqueeze(dim);
                    dims.add(dim++);
                    tensors.add(Tensor.zeros(DType.INT64, tensor.item() != 0 ? 1 : 0));
                } else {
                    dims.add(dim);
                    tensors.add(tensor);
                    int covered = isMask(tensor) ? tensor.rank() : 1;
                    dim += covered;
                    own += covered;
                }
            }
        }
        return new Plan(view, dims, tensors);
    }

    /** How many dimensions of a tensor the entries but the ellipsis speak of. */
    private static int specified(Tensor self, Index... index) {
        int specified = 0;
        int ellipses = 0;
        for (Index entry : index) {
            if (entry instanceof Tensor tensor) {
                specified += isMask(tensor) ? tensor.rank() : 1;
            } else if (entry == Index.Mark.ELLIPSIS) {
                ellipses++;
            } else if (entry != Index.Mark.NEW_AXIS) {
                specified++;
            }
        }
        if (specified > self.rank()) {
            throw new ShapeException("index " + describe(index) + ": too many indices for a tensor of shape "
                    + self.shape() + ": " + specified + " for " + self.rank() + " dimensions");
        }
        if (ellipses > 1) {
            throw new ShapeException("index " + describe(index) + ": only one ellipsis can stand for the rest");
        }
        return specified;
    }

    private static String describe(Index... index) {
        List<String> entries = new ArrayList<>();
        for (Index entry : index) {
            entries.add(entry instanceof Tensor tensor ? tensor.type().toString() : entry.toString());
        }
        return "[" + String.join(", ", entries) + "]";
    }

    private static boolean isMask(Tensor tensor) {
        return tensor.dtype() == DType.BOOL || tensor.dtype() == DType.UINT8;
    }

    private static Tensor select(Tensor view, int dim, long position, int own) {
        int extent = view.size(dim);
        if (position < -extent || position >= extent) {
            throw new ShapeException(
                    "index " + position + " is out of bounds for dimension " + own + " with size " + extent);
        }
        return view.select(dim, (int) position);
    }

    private static Tensor slice(Tensor view, int dim, Index.Range range) {
        int extent = view.size(dim);
        Integer start = range.start();
        Integer stop = range.stop();
        int from = start == null ? 0 : start;
        int to = stop == null ? extent : stop;
        return from == 0 && to >= extent && range.step() == 1 ? view : view.slice(dim, from, to, range.step());
    }

    private static void requireMask(Tensor view, int dim, Tensor mask) {
        for (int i = 0; i < mask.rank(); i++) {
            if (mask.size(i) != view.size(dim + i)) {
                throw new ShapeException("index: a mask of shape " + mask.shape() + " differs at its dimension " + i
                        + " from dimension " + (dim + i) + " of what it indexes, " + view.shape());
            }
        }
    }

    /** Turns masks into the positions where they are true. */
    private static Positions positions(Plan plan) {
        Tensor view = plan.view;
        for (int i = 0; i < plan.tensors.size(); i++) {
            if (isMask(plan.tensors.get(i))) {
                requireMask(view, plan.dims.get(i), plan.tensors.get(i));
            }
        }
        if (plan.masked()) {
            Tensor mask = plan.tensors.get(0);
            int dim = plan.dims.get(0);
            View flat = new View(flattened(view.shape(), dim, mask.rank()));
            if (mask.rank() == 1 || flat.fits(view)) {
                // One number for each place instead of one for each of its coordinates.
                Tensor[] places = {mask.flatten().nonzero().flatten()};
                return new Positions(mask.rank() == 1 ? view : Dispatch.run(flat, view), Dims.of(dim), places);
            }
        }
        List<Integer> dims = new ArrayList<>();
        List<Tensor> indices = new ArrayList<>();
        for (int i = 0; i < plan.tensors.size(); i++) {
            Tensor tensor = plan.tensors.get(i);
            int dim = plan.dims.get(i);
            if (isMask(tensor)) {
                for (Tensor column : tensor.nonzeroAsTuple()) {
                    dims.add(dim++);
                    indices.add(column);
                }
            } else {
                dims.add(dim);
                indices.add(tensor);
            }
        }
        int[] order = dims.stream().mapToInt(Integer::intValue).toArray();
        return new Positions(view, Dims.of(order), indices.toArray(Tensor[]::new));
    }

    private static Shape flattened(Shape shape, int dim, int count) {
        int[] extents = new int[shape.rank() - count + 1];
        extents[dim] = 1;
        for (int i = 0; i < shape.rank(); i++) {
            if (i < dim) {
                extents[i] = shape.dim(i);
            } else if (i < dim + count) {
                extents[dim] *= shape.dim(i);
            } else {
                extents[i - count + 1] = shape.dim(i);
            }
        }
        return Shape.of(extents);
    }
}
