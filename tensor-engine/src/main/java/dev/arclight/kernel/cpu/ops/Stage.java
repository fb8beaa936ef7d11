package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Fold;
import dev.arclight.op.ReduceOp;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/**
 * A tensor seen as {@code [outer, n, width]}, whose middle is folded. It is copied only if its rows do not lie evenly, or
 * the elements of a row not side by side.
 */
final class Stage {
    private final Tensor in;
    private final int first;
    private final int n;
    private final int stride;
    private final int width;

    /** Folds dimensions {@code first … last}. */
    Stage(Tensor tensor, int first, int last) {
        int[] extents = tensor.shape().toArray();
        this.first = first;
        this.n = ReduceKernels.product(extents, first, last + 1);
        this.width = ReduceKernels.product(extents, last + 1, extents.length);
        int between = step(tensor, first, last + 1);
        int within = step(tensor, last + 1, extents.length);
        boolean even = width == 1 ? n <= 1 || between == 1 : within == 1 && (n <= 1 || between >= 0);
        this.in = even ? tensor : Copies.contiguous(tensor);
        this.stride = even ? Math.max(between, 0) : width;
    }

    /** Folds all of an op's dimensions at once, brought together at the end if they are not neighbours. */
    static Stage of(ReduceOp op, Tensor tensor) {
        Dims folded = op.folded(tensor.shape());
        int count = folded.count();
        if (count == 0) {
            return new Stage(tensor, 0, -1);
        }
        if (folded.get(count - 1) - folded.get(0) == count - 1) {
            return new Stage(tensor, folded.get(0), folded.get(count - 1));
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
        return new Stage(permuted, extents.length - count, extents.length - 1);
    }

    /** The array that the folds of {@link #run} read. */
    Object array() {
        return in.storage().array();
    }

    /** Folds {@code x}, which is {@link #array()}, into {@code out} from {@code outOffset} on. */
    <I, O> void run(I x, Fold<I, O> fold, O out, int outOffset) {
        Tensor starts = Tensor.alias(
                in,
                Shape.of(Arrays.copyOf(in.shape().toArray(), first)),
                Arrays.copyOf(in.strides(), first),
                in.offset());
        if (starts.numel() == 0 || width == 0) {
            return;
        }
        Spans spans = Spans.of(starts.shape(), starts);
        int length = spans.length();
        int step = spans.step(0);
        int[] next = {outOffset};
        spans.forEach(at -> {
            for (int i = 0; i < length; i++) {
                // Of nothing the start may lie behind the end.
                fold.fold(x, n == 0 ? 0 : at[0] + i * step, n, stride, width, out, next[0]);
                next[0] += width;
            }
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
