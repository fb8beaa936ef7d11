package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the result of an elementwise op lies in memory where its inputs are not row-major: without gaps, its dimensions in the
 * order that they have in the inputs, by the rules of PyTorch's TensorIterator. Then each input is read in the order in which
 * it lies, if all agree, and what was turned once need not be turned again.
 *
 * <p>A kernel sees the dimensions in that order: a result that is row-major, and inputs of other strides. What holds of a
 * dimension of extent 1 does not matter and is not promised.
 */
public final class MemoryOrder {
    private final Shape shape;
    private final int[] strides;

    /** The dimensions from the outermost in memory to the innermost. */
    private final int[] order;

    private final Shape ordered;

    private MemoryOrder(Shape shape, int[] strides, int[] order) {
        this.shape = shape;
        this.strides = strides;
        this.order = order;
        int[] extents = new int[order.length];
        Arrays.setAll(extents, i -> shape.dim(order[i]));
        this.ordered = Shape.of(extents);
    }

    /** The order of an op's result, null if that is row-major. */
    static @Nullable MemoryOrder of(Op op, Tensor[] inputs, Shape result) {
        return areRowMajor(inputs) || !op.keepsMemoryOrder() || result.size() == 0 ? null : of(inputs, result);
    }

    private static boolean areRowMajor(Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (!input.isContiguous()) {
                return false;
            }
        }
        return true;
    }

    /** The order of a result that is there already, null if it is row-major. */
    public static @Nullable MemoryOrder of(Tensor result) {
        return result.isContiguous() ? null : ordered(result.shape(), result.strides(), fromOutermost(result));
    }

    private static @Nullable MemoryOrder of(Tensor[] inputs, Shape result) {
        int rank = result.rank();
        if (haveTheSamePlaces(inputs, result)) {
            return ordered(result, inputs[0].strides(), fromOutermost(inputs[0]));
        }
        int[] innermostFirst = innermostFirst(inputs, result);
        int[] strides = new int[rank];
        int[] order = new int[rank];
        int step = 1;
        for (int i = 0; i < rank; i++) {
            strides[innermostFirst[i]] = step;
            step *= result.dim(innermostFirst[i]);
            order[rank - 1 - i] = innermostFirst[i];
        }
        return ordered(result, strides, order);
    }

    private static @Nullable MemoryOrder ordered(Shape shape, int[] strides, int[] order) {
        int last = -1;
        boolean rowMajor = true;
        for (int dim : order) {
            if (shape.dim(dim) > 1) {
                rowMajor &= dim > last;
                last = dim;
            }
        }
        return rowMajor ? null : new MemoryOrder(shape, strides, order);
    }

    /** Whether all have the result's shape and the same strides, and fill their memory without gaps. */
    private static boolean haveTheSamePlaces(Tensor[] inputs, Shape result) {
        int[] strides = inputs[0].strides();
        for (Tensor input : inputs) {
            if (!input.shape().equals(result) || input != inputs[0] && !Arrays.equals(input.strides(), strides)) {
                return false;
            }
        }
        int step = 1;
        int[] order = fromOutermost(inputs[0]);
        for (int i = order.length - 1; i >= 0; i--) {
            int extent = result.dim(order[i]);
            if (extent > 1 && strides[order[i]] != step) {
                return false;
            }
            step *= extent;
        }
        return true;
    }

    /** The dimensions by falling strides; those of extent 1 anywhere. */
    private static int[] fromOutermost(Tensor tensor) {
        int[] strides = tensor.strides();
        int[] order = new int[strides.length];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0 && strides[order[at - 1]] < strides[i]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }

    /** Sorts by insertion, since some pairs of dimensions cannot be compared: those go on lying as they do. */
    private static int[] innermostFirst(Tensor[] inputs, Shape result) {
        int rank = result.rank();
        int[] order = new int[rank];
        Arrays.setAll(order, i -> rank - 1 - i);
        int[][] strides = new int[inputs.length][];
        Arrays.setAll(strides, k -> broadcastStrides(inputs[k], result));
        for (int i = 1; i < rank; i++) {
            int at = i;
            for (int before = i - 1; before >= 0; before--) {
                int comparison = compare(strides, result, order[before], order[at]);
                if (comparison < 0) {
                    break;
                }
                if (comparison > 0) {
                    int dim = order[before];
                    order[before] = order[at];
                    order[at] = dim;
                    at = before;
                }
            }
        }
        return order;
    }

    /** Above 0 if the first dimension lies outside the second in the first input that tells them apart, below 0 if inside. */
    private static int compare(int[][] strides, Shape result, int first, int second) {
        for (int[] steps : strides) {
            if (steps[first] == 0 || steps[second] == 0) {
                continue;
            }
            if (steps[first] != steps[second]) {
                return Integer.compare(steps[first], steps[second]);
            }
            if (result.dim(first) > result.dim(second)) {
                return 1;
            }
        }
        return 0;
    }

    /** 0 where the input is repeated. */
    private static int[] broadcastStrides(Tensor input, Shape result) {
        int[] own = input.strides();
        int missing = result.rank() - own.length;
        int[] strides = new int[result.rank()];
        for (int d = 0; d < own.length; d++) {
            boolean repeated = input.size(d) == 1 && result.dim(missing + d) != 1;
            strides[missing + d] = repeated ? 0 : own[d];
        }
        return strides;
    }

    /** The result's type with its dimensions in this order. */
    TensorType ordered(TensorType type) {
        return new TensorType(type.dtype(), ordered);
    }

    /** The result, given the one that {@link #ordered} describes. */
    Tensor restored(Tensor result) {
        return Tensor.alias(result, shape, strides, result.offset());
    }

    /** Inputs, or results, with their dimensions in this order. */
    public Tensor[] ordered(Tensor[] tensors) {
        Tensor[] ordered = new Tensor[tensors.length];
        for (int k = 0; k < tensors.length; k++) {
            ordered[k] = k > 0 && tensors[k] == tensors[k - 1] ? ordered[k - 1] : ordered(tensors[k]);
        }
        return ordered;
    }

    private Tensor ordered(Tensor tensor) {
        if (tensor.rank() == 0) {
            return tensor;
        }
        int missing = order.length - tensor.rank();
        int[] extents = new int[order.length];
        int[] places = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            int d = order[i] - missing;
            extents[i] = d < 0 ? 1 : tensor.size(d);
            places[i] = d < 0 ? 0 : tensor.stride(d);
        }
        return Tensor.alias(tensor, Shape.of(extents), places, tensor.offset());
    }
}
