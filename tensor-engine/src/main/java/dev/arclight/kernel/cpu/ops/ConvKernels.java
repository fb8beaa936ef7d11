package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Epilogue;
import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.Patches;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions as matrix products with the patches of one example and group at a time, so that the matrix stays in cache
 * and never grows with the batch.
 */
final class ConvKernels {
    private ConvKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        if (!outputs[0].dtype().isFloating()) {
            WholeProducts.convolve((Conv2d) op, inputs, outputs[0]);
            return;
        }
        Conv2dGeometry g = ((Conv2d) op).geometry();
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor w = Copies.contiguous(inputs[1]);
        Tensor bias = inputs.length > 2 ? Copies.contiguous(inputs[2]) : null;
        Tensor out = outputs[0];
        Patches patches = patches(g, x.shape(), w.shape(), out.shape());
        int per = w.size(0) / g.groups();
        int spots = patches.spots();
        int depth = patches.depth();
        Tensor matrix = matrix(patches, x.dtype());
        for (int n = 0; n < x.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                int kernel = w.offset() + k * per * depth;
                int to = out.offset() + (n * w.size(0) + k * per) * spots;
                int image = image(x, g, n, k);
                Epilogue epilogue = rowBias(bias, k * per);
                if (x.dtype() == DType.FLOAT32) {
                    float[] b = gathered(
                            patches,
                            x.storage().floats(),
                            image,
                            matrix.storage().floats());
                    int bo = patches.isImage() ? image : 0;
                    float[] a = w.storage().floats();
                    float[] c = out.storage().floats();
                    Gemm.sgemm(per, spots, depth, a, kernel, depth, 1, b, bo, spots, 1, c, to, spots, false, epilogue);
                } else {
                    double[] b = gathered(
                            patches,
                            x.storage().doubles(),
                            image,
                            matrix.storage().doubles());
                    int bo = patches.isImage() ? image : 0;
                    double[] a = w.storage().doubles();
                    double[] c = out.storage().doubles();
                    Gemm.dgemm(per, spots, depth, a, kernel, depth, 1, b, bo, spots, 1, c, to, spots, false, epilogue);
                }
            }
        }
    }

    static void backwardInput(Op op, Tensor[] inputs, Tensor[] outputs) {
        Conv2dGeometry g = ((Conv2dBackwardInput) op).geometry();
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor w = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        Copies.zero(out);
        Patches patches = patches(g, out.shape(), w.shape(), grad.shape());
        int per = w.size(0) / g.groups();
        int spots = patches.spots();
        int depth = patches.depth();
        Tensor matrix = matrix(patches, grad.dtype());
        for (int n = 0; n < grad.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                int kernel = w.offset() + k * per * depth;
                int from = grad.offset() + (n * w.size(0) + k * per) * spots;
                int image = image(out, g, n, k);
                if (grad.dtype() == DType.FLOAT32) {
                    float[] c = patches.isImage()
                            ? out.storage().floats()
                            : matrix.storage().floats();
                    int to = patches.isImage() ? image : 0;
                    float[] a = w.storage().floats();
                    float[] b = grad.storage().floats();
                    Gemm.sgemm(depth, spots, per, a, kernel, 1, depth, b, from, spots, 1, c, to, spots, false, null);
                    if (!patches.isImage()) {
                        patches.scatterAdd(c, 0, out.storage().floats(), image);
                    }
                } else {
                    double[] c = patches.isImage()
                            ? out.storage().doubles()
                            : matrix.storage().doubles();
                    int to = patches.isImage() ? image : 0;
                    double[] a = w.storage().doubles();
                    double[] b = grad.storage().doubles();
                    Gemm.dgemm(depth, spots, per, a, kernel, 1, depth, b, from, spots, 1, c, to, spots, false, null);
                    if (!patches.isImage()) {
                        patches.scatterAdd(c, 0, out.storage().doubles(), image);
                    }
                }
            }
        }
    }

    static void backwardWeight(Op op, Tensor[] inputs, Tensor[] outputs) {
        Conv2dGeometry g = ((Conv2dBackwardWeight) op).geometry();
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor grad = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        Patches patches = patches(g, x.shape(), out.shape(), grad.shape());
        int per = out.size(0) / g.groups();
        int spots = patches.spots();
        int depth = patches.depth();
        Tensor matrix = matrix(patches, x.dtype());
        // Summed transposed, [depth, per]: then the large matrix of patches is the left factor, whose rows are packed
        // fast.
        Tensor sum = Tensor.uninitialized(x.dtype(), Shape.of(g.groups(), depth, per));
        Copies.zero(sum);
        for (int n = 0; n < x.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                int from = grad.offset() + (n * out.size(0) + k * per) * spots;
                int to = k * depth * per;
                int image = image(x, g, n, k);
                if (x.dtype() == DType.FLOAT32) {
                    float[] a = gathered(
                            patches,
                            x.storage().floats(),
                            image,
                            matrix.storage().floats());
                    int ao = patches.isImage() ? image : 0;
                    float[] b = grad.storage().floats();
                    float[] c = sum.storage().floats();
                    Gemm.sgemm(depth, per, spots, a, ao, spots, 1, b, from, 1, spots, c, to, per, true, null);
                } else {
                    double[] a = gathered(
                            patches,
                            x.storage().doubles(),
                            image,
                            matrix.storage().doubles());
                    int ao = patches.isImage() ? image : 0;
                    double[] b = grad.storage().doubles();
                    double[] c = sum.storage().doubles();
                    Gemm.dgemm(depth, per, spots, a, ao, spots, 1, b, from, 1, spots, c, to, per, true, null);
                }
            }
        }
        int[] strides = {depth * per, 1, per};
        Shape transposed = Shape.of(g.groups(), per, depth);
        Copies.copy(
                Tensor.alias(sum, transposed, strides, sum.offset()),
                Tensor.alias(out, transposed, transposed.strides(), out.offset()));
    }

    static Patches patches(Conv2dGeometry g, Shape x, Shape w, Shape out) {
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

    /** Room for one matrix of patches; none where the image serves. */
    private static Tensor matrix(Patches patches, DType dtype) {
        int size = patches.isImage() ? 0 : patches.depth() * patches.spots();
        return Tensor.uninitialized(dtype, Shape.of(size));
    }

    /** Where the channels of one example and group begin. */
    static int image(Tensor x, Conv2dGeometry g, int n, int group) {
        int channels = x.size(1);
        return x.offset() + (n * channels + group * (channels / g.groups())) * x.size(2) * x.size(3);
    }

    private static float[] gathered(Patches patches, float[] x, int image, float[] matrix) {
        if (patches.isImage()) {
            return x;
        }
        patches.gather(x, image, matrix, 0);
        return matrix;
    }

    private static double[] gathered(Patches patches, double[] x, int image, double[] matrix) {
        if (patches.isImage()) {
            return x;
        }
        patches.gather(x, image, matrix, 0);
        return matrix;
    }

    private static @Nullable Epilogue rowBias(@Nullable Tensor bias, int from) {
        if (bias == null) {
            return null;
        }
        return bias.dtype() == DType.FLOAT32
                ? Epilogue.rowBias(bias.storage().floats(), bias.offset() + from, EpilogueActivation.NONE)
                : Epilogue.rowBias(bias.storage().doubles(), bias.offset() + from, EpilogueActivation.NONE);
    }
}
