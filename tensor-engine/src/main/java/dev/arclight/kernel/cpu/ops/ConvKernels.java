package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/** Convolutions as products with a matrix of patches, example by example and group by group. */
final class ConvKernels {
    private ConvKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Conv2dGeometry g = ((Conv2d) op).geometry();
        Tensor x = Copies.contiguous(inputs[0].detach());
        Tensor w = Copies.contiguous(inputs[1].detach());
        Tensor out = outputs[0];
        int per = w.size(0) / g.groups();
        int spots = out.size(2) * out.size(3);
        int depth = w.size(1) * w.size(2) * w.size(3);
        Tensor patches = Tensor.uninitialized(x.dtype(), Shape.of(depth, spots));
        for (int n = 0; n < x.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                patches(g, x, w.shape(), out.shape(), n, k, patches, false);
                Tensor kernel = w.narrow(0, k * per, per).reshape(per, depth);
                Tensor product = Dispatch.run(Matmul.OP, kernel, patches);
                if (inputs.length > 2) {
                    product = product.add(
                            inputs[2].detach().narrow(0, k * per, per).unsqueeze(1));
                }
                int start = out.offset() + (n * out.size(1) + k * per) * spots;
                Copies.copy(
                        product,
                        Tensor.alias(out, product.shape(), product.shape().strides(), start));
            }
        }
    }

    static void backwardInput(Op op, Tensor[] inputs, Tensor[] outputs) {
        Conv2dGeometry g = ((Conv2dBackwardInput) op).geometry();
        Tensor grad = Copies.contiguous(inputs[0].detach());
        Tensor w = Copies.contiguous(inputs[1].detach());
        Tensor out = outputs[0];
        Copies.copy(Tensor.number(0), out);
        int per = w.size(0) / g.groups();
        int spots = grad.size(2) * grad.size(3);
        int depth = w.size(1) * w.size(2) * w.size(3);
        for (int n = 0; n < grad.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                Tensor kernel = w.narrow(0, k * per, per).reshape(per, depth);
                Tensor part = grad.narrow(0, n, 1).narrow(1, k * per, per).reshape(per, spots);
                Tensor patches = Dispatch.run(Matmul.OP, kernel.t(), part);
                patches(g, out, w.shape(), grad.shape(), n, k, patches, true);
            }
        }
    }

    static void backwardWeight(Op op, Tensor[] inputs, Tensor[] outputs) {
        Conv2dGeometry g = ((Conv2dBackwardWeight) op).geometry();
        Tensor x = Copies.contiguous(inputs[0].detach());
        Tensor grad = Copies.contiguous(inputs[1].detach());
        Tensor out = outputs[0];
        Copies.copy(Tensor.number(0), out);
        int per = out.size(0) / g.groups();
        int spots = grad.size(2) * grad.size(3);
        int depth = out.size(1) * out.size(2) * out.size(3);
        Tensor patches = Tensor.uninitialized(x.dtype(), Shape.of(depth, spots));
        for (int n = 0; n < x.size(0); n++) {
            for (int k = 0; k < g.groups(); k++) {
                patches(g, x, out.shape(), grad.shape(), n, k, patches, false);
                Tensor part = grad.narrow(0, n, 1).narrow(1, k * per, per).reshape(per, spots);
                Tensor sum =
                        Tensor.alias(out, Shape.of(per, depth), new int[] {depth, 1}, out.offset() + k * per * depth);
                Copies.copy(sum.add(Dispatch.run(Matmul.OP, part, patches.t())), sum);
            }
        }
    }

    /** Copies the patches of one example and group into a matrix, or adds the matrix back to where they came from. */
    private static void patches(
            Conv2dGeometry g, Tensor x, Shape w, Shape out, int n, int group, Tensor patches, boolean back) {
        int height = x.size(2);
        int width = x.size(3);
        Object image = x.storage().array();
        Object matrix = patches.storage().array();
        int at = 0;
        for (int c = 0; c < w.dim(1); c++) {
            int plane = x.offset() + (n * x.size(1) + group * w.dim(1) + c) * height * width;
            for (int kr = 0; kr < w.dim(2); kr++) {
                for (int kc = 0; kc < w.dim(3); kc++) {
                    for (int r = 0; r < out.dim(2); r++) {
                        int row = r * g.strideH() - g.padH() + kr * g.dilationH();
                        for (int q = 0; q < out.dim(3); q++, at++) {
                            int column = q * g.strideW() - g.padW() + kc * g.dilationW();
                            boolean inside = row >= 0 && row < height && column >= 0 && column < width;
                            int place = plane + row * width + column;
                            if (image instanceof float[] i && matrix instanceof float[] m) {
                                if (!back) {
                                    m[at] = inside ? i[place] : 0;
                                } else if (inside) {
                                    i[place] += m[at];
                                }
                            } else if (image instanceof double[] i && matrix instanceof double[] m) {
                                if (!back) {
                                    m[at] = inside ? i[place] : 0;
                                } else if (inside) {
                                    i[place] += m[at];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
