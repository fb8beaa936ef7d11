package dev.arclight.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The products and choices of {@link TensorSequences}. */
final class Grids {
    private Grids() {}

    static List<Tensor> meshgrid(List<Tensor> axes, String indexing) {
        if (axes.isEmpty()) {
            throw new ShapeException("meshgrid: got no axes, expected at least one");
        }
        boolean swapped = switch (indexing) {
            case "ij" -> false;
            case "xy" -> axes.size() > 1;
            default ->
                throw new ArclightException(
                        "meshgrid: the indexing is \"" + indexing + "\"; expected \"ij\" or \"xy\"");
        };
        int[] extents = new int[axes.size()];
        for (int i = 0; i < extents.length; i++) {
            Tensor axis = axes.get(i);
            if (axis.rank() > 1) {
                throw new ShapeException(
                        "meshgrid: axis " + i + " has shape " + axis.shape() + ", expected a scalar or one dimension");
            }
            if (axis.dtype() != axes.get(0).dtype()) {
                throw new DTypeException("meshgrid: axis " + i + " is " + axis.dtype() + " and the first is "
                        + axes.get(0).dtype() + "; all must have one dtype");
            }
            extents[place(i, swapped)] = axis.numel();
        }
        List<Tensor> grid = new ArrayList<>();
        for (int i = 0; i < extents.length; i++) {
            int[] along = new int[extents.length];
            Arrays.fill(along, 1);
            along[place(i, swapped)] = axes.get(i).numel();
            grid.add(axes.get(i).reshape(along).expand(extents));
        }
        return grid;
    }

    /** The dimension of an axis. */
    private static int place(int axis, boolean swapped) {
        return swapped && axis < 2 ? 1 - axis : axis;
    }

    static Tensor cartesianProd(Tensor... vectors) {
        for (Tensor vector : vectors) {
            requireVector("cartesianProd", vector);
        }
        if (vectors.length == 1) {
            return vectors[0];
        }
        List<Tensor> columns = new ArrayList<>();
        for (Tensor axis : meshgrid(List.of(vectors), "ij")) {
            columns.add(axis.reshape(-1));
        }
        return Tensor.stack(columns, 1);
    }

    static Tensor combinations(Tensor vector, int r, boolean withReplacement) {
        requireVector("combinations", vector);
        if (r < 0) {
            throw new ArclightException("combinations: r is " + r + "; it must be ≥ 0");
        }
        if (r == 0) {
            return vector.newEmpty(0);
        }
        int n = vector.numel();
        long[] chosen = new long[16];
        int count = 0;
        int[] next = new int[r];
        if (!withReplacement) {
            Arrays.setAll(next, i -> i);
        }
        boolean more = n > 0 && (withReplacement || r <= n);
        while (more) {
            if ((count + 1L) * r > Integer.MAX_VALUE - 8) {
                throw new ShapeException("combinations: more than " + count + " choices of " + r + " from " + n
                        + " pass the largest Java array");
            }
            if ((count + 1) * r > chosen.length) {
                chosen = Arrays.copyOf(chosen, (int) Math.min(Integer.MAX_VALUE - 8, 2L * (count + 1) * r));
            }
            for (int i = 0; i < r; i++) {
                chosen[count * r + i] = next[i];
            }
            count++;
            more = advance(next, n, withReplacement);
        }
        Tensor places = Tensor.of(Arrays.copyOf(chosen, count * r), count * r);
        return vector.indexSelect(0, places).reshape(count, r);
    }

    /** Moves to the following choice of places; false if this was the last. */
    private static boolean advance(int[] places, int n, boolean withReplacement) {
        int step = withReplacement ? 0 : 1;
        for (int i = places.length - 1; i >= 0; i--) {
            int last = n - 1 - step * (places.length - 1 - i);
            if (places[i] < last) {
                places[i]++;
                for (int j = i + 1; j < places.length; j++) {
                    places[j] = places[j - 1] + step;
                }
                return true;
            }
        }
        return false;
    }

    private static void requireVector(String what, Tensor tensor) {
        if (tensor.rank() != 1) {
            throw new ShapeException(what + ": got a tensor of shape " + tensor.shape() + ", expected one dimension");
        }
    }

    static Tensor vander(Tensor x, int columns, boolean increasing) {
        requireVector("vander", x);
        if (columns < 0) {
            throw new ShapeException("vander: " + columns + " columns; there must be 0 or more");
        }
        Tensor base = x.dtype().isFloating() ? x : x.toLong();
        if (columns == 0) {
            return Tensor.zeros(base.dtype(), x.numel(), 0);
        }
        Tensor ones = Tensor.ones(base.dtype(), x.numel(), 1);
        Tensor factors =
                columns == 1 ? ones : Tensor.cat(List.of(ones, base.unsqueeze(1).expand(x.numel(), columns - 1)), 1);
        Tensor powers = factors.cumprod(1);
        return increasing ? powers : powers.flip(1);
    }

    static List<Tensor> unravelIndex(Tensor indices, Shape shape) {
        if (!indices.dtype().isInteger()) {
            throw new DTypeException("unravelIndex: the indices are " + indices.dtype() + ", expected whole numbers");
        }
        List<Tensor> coordinates = new ArrayList<>();
        long below = shape.size();
        for (int i = 0; i < shape.rank(); i++) {
            below = shape.dim(i) == 0 ? 0 : below / shape.dim(i);
            coordinates.add(indices.floorDivide(below).remainder((long) shape.dim(i)));
        }
        return coordinates;
    }
}
