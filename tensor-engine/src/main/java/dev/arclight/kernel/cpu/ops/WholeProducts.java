package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Patches;
import dev.arclight.kernel.cpu.WholeGemm;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Matmul;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Matrix products and convolutions of whole numbers: computed as int64, and wrapped around to the result's width. */
final class WholeProducts {
    private WholeProducts() {}

    static void matmul(Tensor left, Tensor right, Tensor out) {
        Tensor a = Copies.as(DType.INT64, left);
        Tensor b = Copies.as(DType.INT64, right);
        Tensor c = Tensor.zeros(DType.INT64, out.shape().toArray());
        Spans spans = Spans.of(
                Matmul.leading(out.shape()), MatmulKernels.batch(c), MatmulKernels.batch(a), MatmulKernels.batch(b));
        int length = spans.length();
        spans.forEach(at -> {
            for (int i = 0; i < length; i++) {
                int ao = at[1] + i * spans.step(1);
                int bo = at[2] + i * spans.step(2);
                product(
                        a,
                        ao,
                        a.stride(-2),
                        a.stride(-1),
                        b,
                        bo,
                        b.stride(-2),
                        b.stride(-1),
                        c,
                        at[0] + i * spans.step(0));
            }
        });
        Copies.copy(c, out);
    }

    private static void product(Tensor a, int ao, int ar, int ac, Tensor b, int bo, int br, int bc, Tensor c, int co) {
        long[] p = a.storage().longs();
        long[] q = b.storage().longs();
        long[] r = c.storage().longs();
        WholeGemm.multiplyAdd(c.size(-2), c.size(-1), a.size(-1), p, ao, ar, ac, q, bo, br, bc, r, co);
    }

    static void linear(Tensor input, Tensor weight, @Nullable Tensor bias, Tensor out) {
        Tensor x = Copies.contiguous(Copies.as(DType.INT64, input));
        Tensor w = Copies.as(DType.INT64, weight);
        Tensor c = Tensor.zeros(DType.INT64, out.shape().toArray());
        if (bias != null) {
            Copies.copy(bias, c);
        }
        int k = w.size(1);
        int n = w.size(0);
        int m = n == 0 ? 0 : out.numel() / n;
        long[] p = x.storage().longs();
        long[] q = w.storage().longs();
        long[] r = c.storage().longs();
        WholeGemm.multiplyAdd(m, n, k, p, x.offset(), k, 1, q, w.offset(), w.stride(1), w.stride(0), r, c.offset());
        Copies.copy(c, out);
    }

    static void convolve(Conv2d op, Tensor[] inputs, Tensor out) {
        Conv2dGeometry g = op.geometry();
        Tensor x = Copies.contiguous(Copies.as(DType.INT64, inputs[0]));
        Tensor w = Copies.contiguous(Copies.as(DType.INT64, inputs[1]));
        Tensor c = Tensor.zeros(DType.INT64, out.shape().toArray());
        if (inputs.length > 2) {
            Tensor bias = inputs[2];
            Copies.copy(
                    Tensor.alias(bias, Shape.of(bias.numel(), 1, 1), new int[] {bias.stride(0), 0, 0}, bias.offset()),
                    c);
        }
        Patches patches = patches(g, x.shape(), w.shape(), out.shape());
        int per = w.size(0) / g.groups();
        int spots = patches.spots();
        int depth = patches.depth();
        long[] matrix = new long[depth * spots];
        long[] p = w.storage().longs();
        for (int n = 0; n < x.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                patches.gather(x.storage().longs(), image(x, g, n, k), matrix, 0);
                int kernel = w.offset() + k * per * depth;
                int to = c.offset() + (n * w.size(0) + k * per) * spots;
                WholeGemm.multiplyAdd(
                        per,
                        spots,
                        depth,
                        p,
                        kernel,
                        depth,
                        1,
                        matrix,
                        0,
                        spots,
                        1,
                        c.storage().longs(),
                        to);
            }
        }
        Copies.copy(c, out);
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
