package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.ConvEpilogue;
import dev.arclight.kernel.cpu.Convolution;
import dev.arclight.kernel.cpu.PackedFilters;
import dev.arclight.kernel.cpu.Winograd;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dBackwardWeight;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/** Convolutions by {@link Convolution}, those of floats by {@link Winograd} where that is faster. */
final class ConvKernels {
    private ConvKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        forward(op, inputs, outputs, true);
    }

    /** By the definition, so that sums of whole numbers are exact. */
    static void forwardOfWholeNumbers(Op op, Tensor[] inputs, Tensor[] outputs) {
        forward(op, inputs, outputs, false);
    }

    private static void forward(Op op, Tensor[] inputs, Tensor[] outputs, boolean anyWay) {
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor w = Copies.contiguous(inputs[1]);
        Tensor bias = inputs.length > 2 ? Copies.contiguous(inputs[2]) : null;
        Tensor out = outputs[0];
        if (out.numel() == 0) {
            return;
        }
        Convolution convolution = convolution(((Conv2d) op).geometry(), x.shape(), w.shape(), out.shape());
        int biasOffset = bias == null ? 0 : bias.offset();
        if (x.dtype() == DType.FLOAT32) {
            float[] a = x.storage().floats();
            float[] b = w.storage().floats();
            float[] added = bias == null ? null : bias.storage().floats();
            float[] c = out.storage().floats();
            Winograd winograd = anyWay ? Winograd.forward(convolution).orElse(null) : null;
            if (winograd != null) {
                winograd.run(
                        x.size(0),
                        a,
                        x.offset(),
                        b,
                        w.offset(),
                        KeptFilters.of(winograd, w),
                        ConvEpilogue.bias(added, biasOffset),
                        c,
                        out.offset());
                return;
            }
            PackedFilters packed = KeptFilters.of(convolution, w);
            if (packed != null) {
                PackedFilters.Batch batch = packed.forBatch(convolution, x.size(0));
                batch.run(a, x.offset(), ConvEpilogue.bias(added, biasOffset), c, out.offset());
                return;
            }
            convolution.forward(x.size(0), a, x.offset(), b, w.offset(), added, biasOffset, c, out.offset());
        } else {
            double[] a = x.storage().doubles();
            double[] b = w.storage().doubles();
            double[] added = bias == null ? null : bias.storage().doubles();
            double[] c = out.storage().doubles();
            convolution.forward(x.size(0), a, x.offset(), b, w.offset(), added, biasOffset, c, out.offset());
        }
    }

    static void backwardInput(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor w = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        if (grad.numel() == 0 || out.numel() == 0) {
            Copies.zero(out);
            return;
        }
        Convolution convolution =
                convolution(((Conv2dBackwardInput) op).geometry(), out.shape(), w.shape(), grad.shape());
        if (grad.dtype() == DType.FLOAT32) {
            float[] a = grad.storage().floats();
            float[] b = w.storage().floats();
            float[] c = out.storage().floats();
            Winograd winograd = Winograd.backwardInput(convolution).orElse(null);
            if (winograd != null) {
                winograd.run(
                        grad.size(0),
                        a,
                        grad.offset(),
                        b,
                        w.offset(),
                        KeptFilters.of(winograd, w),
                        ConvEpilogue.bias(null, 0),
                        c,
                        out.offset());
                return;
            }
            convolution.backwardInput(grad.size(0), a, grad.offset(), b, w.offset(), c, out.offset());
        } else {
            double[] a = grad.storage().doubles();
            double[] b = w.storage().doubles();
            convolution.backwardInput(
                    grad.size(0), a, grad.offset(), b, w.offset(), out.storage().doubles(), out.offset());
        }
    }

    static void backwardWeight(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor grad = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        if (grad.numel() == 0 || out.numel() == 0) {
            Copies.zero(out);
            return;
        }
        Convolution convolution =
                convolution(((Conv2dBackwardWeight) op).geometry(), x.shape(), out.shape(), grad.shape());
        if (x.dtype() == DType.FLOAT32) {
            float[] a = x.storage().floats();
            float[] b = grad.storage().floats();
            convolution.backwardWeight(
                    x.size(0), a, x.offset(), b, grad.offset(), out.storage().floats(), out.offset());
        } else {
            double[] a = x.storage().doubles();
            double[] b = grad.storage().doubles();
            convolution.backwardWeight(
                    x.size(0), a, x.offset(), b, grad.offset(), out.storage().doubles(), out.offset());
        }
    }

    static Convolution convolution(Conv2dGeometry g, Shape x, Shape w, Shape out) {
        return new Convolution(
                g.groups(),
                w.dim(1),
                w.dim(0) / g.groups(),
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
}
