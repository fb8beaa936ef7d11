package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.Kernel;
import dev.arclight.kernel.cpu.ConvEpilogue;
import dev.arclight.kernel.cpu.Convolution;
import dev.arclight.kernel.cpu.PackedFilters;
import dev.arclight.kernel.cpu.Winograd;
import dev.arclight.kernel.cpu.WinogradFilters;
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
 * Convolutions by {@link Convolution}, those of floats by {@link Winograd} where that is faster. What is made of filters is asked
 * for once for an op, and what comes back is run for each part of its batch.
 */
final class ConvKernels {
    private static final Kernel NOTHING = (op, inputs, outputs) -> {};

    private ConvKernels() {}

    static Kernel forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        return forward(op, inputs, outputs, true);
    }

    /** By the definition, so that sums of whole numbers are exact. */
    static Kernel forwardOfWholeNumbers(Op op, Tensor[] inputs, Tensor[] outputs) {
        return forward(op, inputs, outputs, false);
    }

    private static Kernel forward(Op op, Tensor[] inputs, Tensor[] outputs, boolean anyWay) {
        if (outputs[0].numel() == 0) {
            return NOTHING;
        }
        Tensor w = Copies.contiguous(inputs[1]);
        Convolution convolution =
                convolution(((Conv2d) op).geometry(), inputs[0].shape(), w.shape(), outputs[0].shape());
        if (w.dtype() != DType.FLOAT32) {
            return (same, in, out) -> doubles(convolution, in, w, out[0]);
        }
        Winograd winograd = anyWay ? Winograd.forward(convolution).orElse(null) : null;
        if (winograd != null) {
            WinogradFilters transformed = KeptFilters.of(winograd, w);
            return (same, in, out) -> transformed(winograd, in[0], w, transformed, bias(in), out[0]);
        }
        PackedFilters packed = KeptFilters.of(convolution, w);
        return (same, in, out) -> floats(convolution, in, w, packed, out[0]);
    }

    private static void floats(
            Convolution convolution, Tensor[] in, Tensor w, @Nullable PackedFilters packed, Tensor out) {
        Tensor x = Copies.contiguous(in[0]);
        ConvEpilogue bias = bias(in);
        float[] a = x.storage().floats();
        float[] c = out.storage().floats();
        if (packed != null) {
            packed.forBatch(convolution, x.size(0)).run(a, x.offset(), bias, c, out.offset());
            return;
        }
        float[] b = w.storage().floats();
        convolution.forward(x.size(0), a, x.offset(), b, w.offset(), bias.bias(), bias.biasOffset(), c, out.offset());
    }

    private static ConvEpilogue bias(Tensor[] in) {
        if (in.length < 3) {
            return ConvEpilogue.bias(null, 0);
        }
        Tensor bias = Copies.contiguous(in[2]);
        return ConvEpilogue.bias(bias.storage().floats(), bias.offset());
    }

    private static void transformed(
            Winograd winograd,
            Tensor images,
            Tensor w,
            @Nullable WinogradFilters filters,
            ConvEpilogue epilogue,
            Tensor out) {
        Tensor x = Copies.contiguous(images);
        float[] a = x.storage().floats();
        float[] b = w.storage().floats();
        winograd.run(
                x.size(0),
                a,
                x.offset(),
                b,
                w.offset(),
                filters,
                epilogue,
                out.storage().floats(),
                out.offset());
    }

    private static void doubles(Convolution convolution, Tensor[] in, Tensor w, Tensor out) {
        Tensor x = Copies.contiguous(in[0]);
        Tensor bias = in.length > 2 ? Copies.contiguous(in[2]) : null;
        double[] a = x.storage().doubles();
        double[] b = w.storage().doubles();
        double[] added = bias == null ? null : bias.storage().doubles();
        int addedFrom = bias == null ? 0 : bias.offset();
        double[] c = out.storage().doubles();
        convolution.forward(x.size(0), a, x.offset(), b, w.offset(), added, addedFrom, c, out.offset());
    }

    static Kernel backwardInput(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        if (inputs[0].numel() == 0 || out.numel() == 0) {
            return (same, in, results) -> Copies.zero(results[0]);
        }
        Tensor w = Copies.contiguous(inputs[1]);
        Convolution convolution =
                convolution(((Conv2dBackwardInput) op).geometry(), out.shape(), w.shape(), inputs[0].shape());
        if (w.dtype() != DType.FLOAT32) {
            return (same, in, results) -> {
                Tensor grad = Copies.contiguous(in[0]);
                double[] a = grad.storage().doubles();
                double[] b = w.storage().doubles();
                double[] c = results[0].storage().doubles();
                convolution.backwardInput(grad.size(0), a, grad.offset(), b, w.offset(), c, results[0].offset());
            };
        }
        Winograd winograd = Winograd.backwardInput(convolution).orElse(null);
        if (winograd != null) {
            WinogradFilters transformed = KeptFilters.of(winograd, w);
            ConvEpilogue none = ConvEpilogue.bias(null, 0);
            return (same, in, results) -> transformed(winograd, in[0], w, transformed, none, results[0]);
        }
        return (same, in, results) -> {
            Tensor grad = Copies.contiguous(in[0]);
            float[] a = grad.storage().floats();
            float[] b = w.storage().floats();
            float[] c = results[0].storage().floats();
            convolution.backwardInput(grad.size(0), a, grad.offset(), b, w.offset(), c, results[0].offset());
        };
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
