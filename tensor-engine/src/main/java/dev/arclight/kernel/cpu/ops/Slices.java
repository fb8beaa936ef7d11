package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Kernel;
import dev.arclight.kernel.cpu.Threads;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.Op;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.op.Softmax;
import dev.arclight.op.SoftmaxBackward;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Has kernels work on several threads where each slice of a result comes of slices of the inputs alone: the tensors are cut along
 * one dimension, and the kernel runs once for each part. It knows nothing of threads, and its numbers are the same.
 */
final class Slices {
    /** Elements of a loop that are worth a thread: they take 15 to 60 µs. */
    private static final int ELEMENTS = 1 << 17;

    /** Elements of rows that are worth a thread, each being passed several times. */
    private static final int ROW_ELEMENTS = 1 << 15;

    /** Multiplications of products that are worth a thread: they take some 80 µs. */
    private static final long PRODUCTS = 1 << 22;

    /** The input of attention's gradient that has a number for each row, not a row. */
    private static final int LOGARITHMS = 5;

    /** The dimension that results are cut along, or −1 for none. */
    private interface Along {
        int dim(Op op, Tensor[] inputs, Tensor[] outputs, int parts);
    }

    /** A kernel of which something is done once for all slices, such as looking up what was packed of a weight. */
    interface Prepared {
        /** What is to be run for each slice, given the whole tensors. */
        Kernel of(Op op, Tensor[] inputs, Tensor[] outputs);
    }

    private interface Work {
        long of(Op op, Tensor[] inputs, Tensor[] outputs);
    }

    private Slices() {}

    /** A kernel whose inputs are stretched to the shape of its result, element by element. */
    static Kernel elementwise(Kernel kernel) {
        return cut(
                kernel,
                ELEMENTS,
                (op, in, out) -> out[0].numel(),
                (op, in, out, parts) -> longEnough(out[0].shape(), out[0].rank(), parts),
                Integer.MAX_VALUE);
    }

    /** A kernel over slices along its op's dimension, whose tensors have one shape. */
    static Kernel softmax(Kernel kernel) {
        return cut(
                kernel,
                ROW_ELEMENTS,
                (op, in, out) -> out[0].numel(),
                (op, in, out, parts) -> {
                    Shape shape = out[0].shape();
                    return shape.rank() == 0 ? -1 : outermost(shape, shape.axis(softmaxDim(op)));
                },
                Integer.MAX_VALUE);
    }

    private static int softmaxDim(Op op) {
        if (op instanceof Softmax softmax) {
            return softmax.dim();
        }
        if (op instanceof LogSoftmax softmax) {
            return softmax.dim();
        }
        return op instanceof SoftmaxBackward softmax ? softmax.dim() : ((LogSoftmaxBackward) op).dim();
    }

    static Kernel layerNorm(Kernel kernel) {
        return cut(
                kernel,
                ROW_ELEMENTS,
                (op, in, out) -> out[0].numel(),
                (op, in, out, parts) -> {
                    int rows =
                            out[0].rank() - ((LayerNorm) op).normalizedShape().rank();
                    return outermost(out[0].shape(), rows);
                },
                1);
    }

    /** Matrix by matrix; single products are cut by the product itself. */
    static Kernel batchedProducts(Kernel kernel) {
        return cut(
                kernel,
                PRODUCTS,
                (op, in, out) -> (long) out[0].numel() * in[0].size(-1),
                (op, in, out, parts) -> longEnough(out[0].shape(), out[0].rank() - 2, parts),
                Integer.MAX_VALUE);
    }

    /** Head by head. Heads of queries that share one of keys stay together where gradients of it are summed. */
    static Kernel attention(Kernel kernel) {
        return cut(
                kernel,
                PRODUCTS,
                (op, in, out) -> 2L * out[0].numel() * in[1].size(-2),
                (op, in, out, parts) -> outermost(out[0].shape(), out[0].rank() - (groups(op) > 1 ? 3 : 2)),
                Integer.MAX_VALUE);
    }

    private static int groups(Op op) {
        return op instanceof ScaledDotProductAttention attention
                ? attention.groups()
                : ((ScaledDotProductAttentionBackward) op).groups();
    }

    /** Image by image: the first input has images, as the result has, and the others have none. */
    static Kernel images(Prepared prepared) {
        return (op, in, out) -> cutImages(prepared.of(op, in, out)).run(op, in, out);
    }

    private static Kernel cutImages(Kernel kernel) {
        return cut(
                kernel,
                PRODUCTS,
                // Each element of a result has as many terms as a filter; of a gradient of the input, about so.
                (op, in, out) ->
                        (long) Math.max(in[0].numel(), out[0].numel()) * in[1].numel() / Math.max(1, in[1].size(0)),
                (op, in, out, parts) -> outermost(out[0].shape(), 1),
                1);
    }

    /** Filter by filter, for the gradient of weights, which sums over images: that of results is cut along its channels. */
    static Kernel filters(Kernel kernel) {
        return (op, in, out) -> {
            Tensor grad = in[1];
            Tensor weight = out[0];
            int filters = weight.size(0);
            boolean groups = ((Conv2dBackwardWeight) op).geometry().groups() > 1;
            long work = (long) grad.numel() * (weight.numel() / Math.max(1, filters));
            int parts = groups ? 1 : Math.min(filters, Threads.parts(work, PRODUCTS));
            if (parts < 2) {
                kernel.run(op, in, out);
                return;
            }
            Threads.run(parts, part -> {
                int from = Threads.start(filters, parts, part, 1);
                int count = Threads.start(filters, parts, part + 1, 1) - from;
                Tensor[] ours = {in[0], slice(grad, 1, from, count)};
                kernel.run(op, ours, new Tensor[] {slice(weight, 0, from, count)});
            });
        };
    }

    /** The first dimension that has a slice for each part, for kernels that write results with any strides; or −1. */
    private static int longEnough(Shape shape, int until, int parts) {
        for (int d = 0; d < until; d++) {
            if (shape.dim(d) >= parts) {
                return d;
            }
        }
        return -1;
    }

    /** The first dimension with several slices, which lie one after the other, for kernels that write results so; or −1. */
    private static int outermost(Shape shape, int until) {
        return longEnough(shape, until, 2);
    }

    /**
     * @param worth the work that is worth a thread
     * @param inputs how many of the inputs, from the first, are cut where they have the dimension that results are cut along,
     *     counted from the last, and are not stretched along it
     */
    private static Kernel cut(Kernel kernel, long worth, Work work, Along along, int inputs) {
        return (op, in, out) -> {
            int most = Threads.parts(work.of(op, in, out), worth);
            int dim = most == 1 ? -1 : along.dim(op, in, out, most);
            if (dim < 0) {
                kernel.run(op, in, out);
                return;
            }
            int rank = out[0].rank();
            int length = out[0].size(dim);
            int parts = Math.min(most, length);
            Threads.run(parts, part -> {
                int from = Threads.start(length, parts, part, 1);
                int count = Threads.start(length, parts, part + 1, 1) - from;
                Tensor[] ours = in.clone();
                for (int i = 0; i < Math.min(inputs, in.length); i++) {
                    boolean noColumns = i == LOGARITHMS && op instanceof ScaledDotProductAttentionBackward;
                    int own = noColumns ? dim : dim - (rank - in[i].rank());
                    if (own >= 0 && in[i].size(own) == length) {
                        ours[i] = slice(in[i], own, from, count);
                    }
                }
                Tensor[] results = new Tensor[out.length];
                for (int i = 0; i < out.length; i++) {
                    results[i] = slice(out[i], dim, from, count);
                }
                kernel.run(op, ours, results);
            });
        };
    }

    private static Tensor slice(Tensor whole, int dim, int from, int count) {
        return Tensor.alias(
                whole, whole.shape().with(dim, count), whole.strides(), whole.offset() + from * whole.stride(dim));
    }
}
