package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Kernel;
import dev.arclight.kernel.cpu.Patches;
import dev.arclight.kernel.cpu.WholeGemm;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Linear;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Matrix products and convolutions of whole numbers, which wrap around to their width. Narrow ones are multiplied as
 * floats or doubles where these hold every partial sum exactly; others as int32 or int64.
 */
final class WholeProducts {
    private WholeProducts() {}

    /** The kernel for all dtypes; {@code kernel} itself never sees whole numbers. */
    static Kernel multiplying(Kernel kernel) {
        return multiplying(kernel, kernel);
    }

    /** The kernel for all dtypes; {@code exact} gets whole numbers as floats whose sums of products are exact. */
    static Kernel multiplying(Kernel kernel, Kernel exact) {
        return (op, inputs, outputs) -> {
            if (outputs[0].dtype().isFloating()) {
                kernel.run(op, inputs, outputs);
            } else {
                run(exact, op, inputs, outputs[0]);
            }
        };
    }

    private static void run(Kernel kernel, Op op, Tensor[] inputs, Tensor out) {
        DType computed = computed(out.dtype(), depth(op, inputs));
        Tensor[] converted = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            converted[i] = Copies.as(computed, inputs[i]);
        }
        Tensor result = computed == out.dtype() ? out : Tensor.uninitialized(computed, out.shape());
        if (computed.isFloating()) {
            kernel.run(op, converted, new Tensor[] {result});
        } else {
            Copies.zero(result);
            if (op instanceof Matmul) {
                matmul(converted[0], converted[1], result);
            } else if (op instanceof Linear) {
                linear(converted, result);
            } else {
                convolve(((Conv2d) op).geometry(), converted, result);
            }
        }
        if (result != out) {
            Copies.copy(result, out);
        }
    }

    /** How many products one result sums. */
    private static long depth(Op op, Tensor[] inputs) {
        Shape weight = inputs[1].shape();
        return op instanceof Matmul
                ? inputs[0].size(-1)
                : op instanceof Linear ? weight.dim(1) : (long) weight.dim(1) * weight.dim(2) * weight.dim(3);
    }

    private static DType computed(DType dtype, long depth) {
        if (dtype == DType.INT64 || dtype == DType.INT32) {
            return dtype;
        }
        // The largest magnitude of a partial sum, a bias included.
        double most = (depth + 1)
                * Math.pow((double) Math.max(-dtype.iinfo().min(), dtype.iinfo().max()), 2);
        return most <= 0x1p24 ? DType.FLOAT32 : most <= 0x1p53 ? DType.FLOAT64 : DType.INT32;
    }

    private static void matmul(Tensor a, Tensor b, Tensor out) {
        Spans spans = Spans.of(
                Matmul.leading(out.shape()), MatmulKernels.batch(out), MatmulKernels.batch(a), MatmulKernels.batch(b));
        int length = spans.length();
        int m = a.size(-2);
        int n = b.size(-1);
        spans.forEach(at -> {
            for (int i = 0; i < length; i++) {
                Tensor left = matrix(a, at[1] + i * spans.step(1));
                Tensor right = matrix(b, at[2] + i * spans.step(2));
                multiplyAdd(left, right, out, m, n, at[0] + i * spans.step(0));
            }
        });
    }

    private static void linear(Tensor[] inputs, Tensor out) {
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor w = inputs[1];
        if (inputs.length > 2) {
            Copies.copy(inputs[2], out);
        }
        int k = w.size(1);
        int n = w.size(0);
        int m = n == 0 ? 0 : out.numel() / n;
        Tensor rows = Tensor.alias(x, Shape.of(m, k), new int[] {k, 1}, x.offset());
        Tensor columns = Tensor.alias(w, Shape.of(k, n), new int[] {w.stride(1), w.stride(0)}, w.offset());
        multiplyAdd(rows, columns, out, m, n, out.offset());
    }

    private static void convolve(Conv2dGeometry g, Tensor[] inputs, Tensor out) {
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor w = Copies.contiguous(inputs[1]);
        if (inputs.length > 2) {
            Tensor bias = inputs[2];
            int[] strides = {bias.stride(0), 0, 0};
            Copies.copy(Tensor.alias(bias, Shape.of(bias.numel(), 1, 1), strides, bias.offset()), out);
        }
        Patches patches = patches(g, x.shape(), w.shape(), out.shape());
        int per = w.size(0) / g.groups();
        int spots = patches.spots();
        int depth = patches.depth();
        Tensor matrix = Tensor.uninitialized(x.dtype(), Shape.of(depth, spots));
        for (int i = 0; i < x.size(0); i++) {
            for (int k = 0; k < g.groups(); k++) {
                int image = image(x, g, i, k);
                if (x.dtype() == DType.INT32) {
                    patches.gather(x.storage().ints(), image, matrix.storage().ints(), 0);
                } else {
                    patches.gather(x.storage().longs(), image, matrix.storage().longs(), 0);
                }
                int[] strides = {depth, 1};
                Tensor kernel = Tensor.alias(w, Shape.of(per, depth), strides, w.offset() + k * per * depth);
                multiplyAdd(kernel, matrix, out, per, spots, out.offset() + (i * w.size(0) + k * per) * spots);
            }
        }
    }

    /** The matrix of a batch that begins at an offset. */
    private static Tensor matrix(Tensor batch, int offset) {
        int[] strides = {batch.stride(-2), batch.stride(-1)};
        return Tensor.alias(batch, Shape.of(batch.size(-2), batch.size(-1)), strides, offset);
    }

    private static void multiplyAdd(Tensor a, Tensor b, Tensor c, int m, int n, int to) {
        int k = a.size(1);
        int ar = a.stride(0);
        int ac = a.stride(1);
        int br = b.stride(0);
        int bc = b.stride(1);
        if (c.dtype() == DType.INT32) {
            int[] p = a.storage().ints();
            int[] q = b.storage().ints();
            WholeGemm.multiplyAdd(
                    m,
                    n,
                    k,
                    p,
                    a.offset(),
                    ar,
                    ac,
                    q,
                    b.offset(),
                    br,
                    bc,
                    c.storage().ints(),
                    to);
        } else {
            long[] p = a.storage().longs();
            long[] q = b.storage().longs();
            WholeGemm.multiplyAdd(
                    m,
                    n,
                    k,
                    p,
                    a.offset(),
                    ar,
                    ac,
                    q,
                    b.offset(),
                    br,
                    bc,
                    c.storage().longs(),
                    to);
        }
    }

    private static Patches patches(Conv2dGeometry g, Shape x, Shape w, Shape out) {
        return new Patches(
                w.dim(1),
                x.dim(2),
                x.dim(3),
                w.dim(2),
                w.dim(3),
                g.strideH(),
                g.strideW(),
                g.padH(),
                g.padW(),
                g.dilationH(),
                g.dilationW(),
                out.dim(2),
                out.dim(3));
    }

    /** Where the channels of one example and group begin. */
    private static int image(Tensor x, Conv2dGeometry g, int n, int group) {
        int channels = x.size(1);
        return x.offset() + (n * channels + group * (channels / g.groups())) * x.size(2) * x.size(3);
    }
}
