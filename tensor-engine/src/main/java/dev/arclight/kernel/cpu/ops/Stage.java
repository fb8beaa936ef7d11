package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Fold;
import dev.arclight.op.ReduceOp;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/**
 * A tensor seen as {@code [outer, n, width]}, whose middle is folded. It is copied only if the folded elements, or those of a
 * row, do not lie evenly.
 */
final class Stage {
    /** Of so few elements a copy costs next to nothing, and results have the same bits however they lie. */
    private static final int SMALL = 1024;

    private final Object array;

    /** Where folds start: the dimensions that are not folded, without those that make a row. */
    private final Tensor starts;

    private final int n;
    private final int stride;
    private final int width;

    /**
     * Folds dimensions {@code first … last}.
     *
     * @param free whether the fold gives the same bits for any width, so that rows may be what lies side by side; otherwise
     *     they are the dimensions behind those that are folded
     * @param spread whether the fold takes single elements of any distance
     */
    Stage(Tensor tensor, int first, int last, boolean free, boolean spread) {
        int rank = tensor.rank();
        int between = step(tensor, first, last + 1);
        n = ReduceKernels.product(tensor.shape().toArray(), first, last + 1);
        int[] kept = kept(rank, first, last);
        boolean even = n <= 1 || between >= 0;
        int rows = rank - 1 - last;
        int behind = widthOf(tensor, kept, rows);
        if (even
                && behind == ReduceKernels.product(tensor.shape().toArray(), last + 1, rank)
                && (behind != 1 || n <= 1 || between == 1)) {
            width = behind;
        } else if (free && n > 1 && between == 1) {
            width = 1;
            rows = 0;
        } else if (free && even && widthOf(tensor, kept, kept.length) > 1) {
            width = widthOf(tensor, kept, kept.length);
            rows = runOf(tensor, kept);
        } else if (spread && even) {
            width = 1;
            rows = 0;
        } else {
            Stage copied = new Stage(Copies.contiguous(tensor), first, last, false, false);
            array = copied.array;
            starts = copied.starts;
            stride = copied.stride;
            width = copied.width;
            return;
        }
        array = tensor.storage().array();
        stride = n <= 1 ? Math.max(between, 0) : between;
        int[] extents = new int[kept.length - rows];
        int[] strides = new int[kept.length - rows];
        for (int d = 0; d < extents.length; d++) {
            extents[d] = tensor.size(kept[d]);
            strides[d] = tensor.stride(kept[d]);
        }
        starts = Tensor.alias(tensor, Shape.of(extents), strides, tensor.offset());
    }

    private static int[] kept(int rank, int first, int last) {
        int[] kept = new int[rank - (last + 1 - first)];
        for (int d = 0; d < kept.length; d++) {
            kept[d] = d < first ? d : d + last + 1 - first;
        }
        return kept;
    }

    /** How many of the last {@code count} kept dimensions' elements lie side by side, from the last dimension on. */
    private static int widthOf(Tensor tensor, int[] kept, int count) {
        int width = 1;
        for (int d = kept.length - 1; d >= kept.length - count; d--) {
            int extent = tensor.size(kept[d]);
            if (extent == 0) {
                return 0;
            }
            if (extent != 1 && tensor.stride(kept[d]) != width) {
                break;
            }
            width *= extent;
        }
        return width;
    }

    /** How many kept dimensions, from the last on, are these. */
    private static int runOf(Tensor tensor, int[] kept) {
        int width = 1;
        int d = kept.length - 1;
        while (d >= 0 && (tensor.size(kept[d]) == 1 || tensor.stride(kept[d]) == width)) {
            width *= tensor.size(kept[d--]);
        }
        return kept.length - 1 - d;
    }

    /**
     * The tensor with its folded dimensions in the order in which they lie in memory, if then they are one even run and not
     * without: a transposed matrix, say. So its elements come to a fold in another order, without a copy.
     */
    static Tensor inMemoryOrder(Tensor tensor, Dims folded) {
        int count = folded.count();
        if (count < 2 || tensor.numel() <= SMALL || isEven(tensor, folded)) {
            return tensor;
        }
        Integer[] byStride = new Integer[count];
        for (int i = 0; i < count; i++) {
            byStride[i] = folded.get(i);
        }
        Arrays.sort(byStride, (a, b) -> Integer.compare(tensor.stride(b), tensor.stride(a)));
        int[] extents = tensor.shape().toArray();
        int[] strides = tensor.strides().clone();
        for (int i = 0; i < count; i++) {
            extents[folded.get(i)] = tensor.size(byStride[i]);
            strides[folded.get(i)] = tensor.stride(byStride[i]);
        }
        Tensor ordered = Tensor.alias(tensor, Shape.of(extents), strides, tensor.offset());
        return isEven(ordered, folded) ? ordered : tensor;
    }

    /** Whether each folded dimension but the last is a whole number of the next. */
    private static boolean isEven(Tensor tensor, Dims folded) {
        int expected = -1;
        for (int i = folded.count() - 1; i >= 0; i--) {
            int extent = tensor.size(folded.get(i));
            if (extent == 1) {
                continue;
            }
            int own = tensor.stride(folded.get(i));
            if (expected >= 0 && own != expected) {
                return false;
            }
            expected = own * extent;
        }
        return true;
    }

    /** Folds all of an op's dimensions at once, brought together at the end if they are not neighbours. */
    static Stage of(ReduceOp op, Tensor tensor, boolean free) {
        Dims folded = op.folded(tensor.shape());
        int count = folded.count();
        if (count == 0) {
            return new Stage(tensor, 0, -1, free, false);
        }
        if (folded.get(count - 1) - folded.get(0) == count - 1) {
            return new Stage(tensor, folded.get(0), folded.get(count - 1), free, false);
        }
        int[] extents = new int[tensor.rank()];
        int[] strides = new int[tensor.rank()];
        int next = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int d = 0; d < extents.length; d++) {
                if (folded.contains(d) == (pass == 1)) {
                    extents[next] = tensor.size(d);
                    strides[next++] = tensor.stride(d);
                }
            }
        }
        Tensor permuted = Tensor.alias(tensor, Shape.of(extents), strides, tensor.offset());
        return new Stage(permuted, extents.length - count, extents.length - 1, free, false);
    }

    /** The array that the folds of {@link #run} read. */
    Object array() {
        return array;
    }

    /** Folds {@code x}, which is {@link #array()}, into {@code out} from {@code outOffset} on. */
    <I, O> void run(I x, Fold<I, O> fold, O out, int outOffset) {
        if (starts.numel() == 0 || width == 0) {
            return;
        }
        Spans spans = Spans.of(starts.shape(), starts);
        int length = spans.length();
        int step = spans.step(0);
        int[] next = {outOffset};
        spans.forEach(at -> {
            // Of nothing the start may lie behind the end.
            fold.foldEach(x, n == 0 ? 0 : at[0], n == 0 ? 0 : step, length, n, stride, width, out, next[0]);
            next[0] += length * width;
        });
    }

    /** The one distance between neighbours in all of these dimensions together; 0 if there are none, −1 if it varies. */
    private static int step(Tensor tensor, int from, int to) {
        int step = 0;
        int expected = -1;
        for (int d = to - 1; d >= from; d--) {
            int extent = tensor.size(d);
            if (extent == 1) {
                continue;
            }
            int own = tensor.stride(d);
            if (expected < 0) {
                step = own;
            } else if (own != expected) {
                return -1;
            }
            expected = own * extent;
        }
        return step;
    }
}
