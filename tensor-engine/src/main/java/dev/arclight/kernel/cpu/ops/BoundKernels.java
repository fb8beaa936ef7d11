package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.AddedLayerNorm;
import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.Kernel;
import dev.arclight.kernel.NormalizedConvolution;
import dev.arclight.kernel.PackedWeights;
import dev.arclight.kernel.cpu.ConvEpilogue;
import dev.arclight.kernel.cpu.Convolution;
import dev.arclight.kernel.cpu.Epilogue;
import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.kernel.cpu.PackedFilters;
import dev.arclight.kernel.cpu.Pool;
import dev.arclight.kernel.cpu.PoolWindow;
import dev.arclight.kernel.cpu.Softmax;
import dev.arclight.kernel.cpu.Winograd;
import dev.arclight.kernel.cpu.WinogradFilters;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.Cat;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Copy;
import dev.arclight.op.Embedding;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.Linear;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.Op;
import dev.arclight.op.Relu;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of compiled networks for which something can be done once: weights are packed, walks are planned, and running
 * them allocates nothing. Floats alone; everything else is called as ever. Bit for bit what the kernels give.
 */
final class BoundKernels {
    static final int MOST_SPANS = 1 << 14;

    private BoundKernels() {}

    /**
     * The call, or null if it has no such form.
     *
     * @param kernels for functions of a result that have no vector loop
     */
    static @Nullable BoundCall bind(BoundCall.Request request, Function<Op, Kernel> kernels) {
        if (request.op() instanceof ScaledDotProductAttention attention && isFloat(request.outputs()[0])) {
            return AttentionKernels.bound(attention, request.inputs(), request.constant(), request.outputs());
        }
        if (request.op() instanceof Embedding && isFloat(request.outputs()[0]) && request.then() == null) {
            return EmbeddingKernels.bound(request.inputs()[0], request.inputs()[1], request.outputs()[0]);
        }
        BoundCall quantized = QuantizedKernels.bind(request);
        if (quantized != null) {
            return quantized;
        }
        if (!areFloats(request.inputs()) || !isFloat(request.outputs()[0])) {
            return null;
        }
        if (request.op() instanceof AddedLayerNorm added) {
            return AddedLayerNormKernel.bound(added, request.inputs(), request.outputs(), kernels);
        }
        BoundCall call = request.op() instanceof NormalizedConvolution joined
                ? normalized(joined, request, kernels)
                : first(request);
        Op then = request.then();
        if (call == null || then == null || fuses(request.op(), then)) {
            return call;
        }
        BoundCall second = after(then, request.outputs()[0], kernels);
        return () -> {
            call.run();
            second.run();
        };
    }

    /** An elementwise function over a result. */
    private static BoundCall after(Op then, Tensor out, Function<Op, Kernel> kernels) {
        BoundCall vectors = unary(then, out, out);
        if (vectors != null) {
            return vectors;
        }
        Kernel kernel = kernels.apply(then);
        Tensor[] over = {out};
        return () -> kernel.run(then, over, over);
    }

    /** Whether the product itself does a function to its results. */
    private static boolean fuses(Op op, Op then) {
        return op instanceof Linear
                ? ElementwiseKernels.vectorized(then) != null
                : then instanceof Relu && (op instanceof Conv2d || op instanceof NormalizedConvolution);
    }

    private static @Nullable BoundCall first(BoundCall.Request request) {
        Op op = request.op();
        Tensor[] in = request.inputs();
        Tensor out = request.outputs()[0];
        if (op instanceof Linear) {
            return linear(request);
        }
        if (op instanceof Conv2d convolution) {
            return convolution(convolution, request, in, null);
        }
        if (op instanceof UnaryOp) {
            return unary(op, in[0], out);
        }
        if (op instanceof BinaryOp) {
            return binary(op, in[0], in[1], out);
        }
        if (op instanceof MaxPool2d pool) {
            return maxPool(pool, in[0], request.outputs());
        }
        if (op instanceof Copy) {
            return copy(in[0], out);
        }
        if (op instanceof Cat cat) {
            return cat(cat, in, out);
        }
        if (op instanceof BatchNormInference norm && request.then() == null) {
            return NormKernels.bound(norm, in, request.constant(), out);
        }
        if (op instanceof LayerNorm norm) {
            return NormKernels.bound(norm, in, request.outputs());
        }
        if (op instanceof dev.arclight.op.Softmax softmax) {
            return softmax(softmax, in[0], out);
        }
        return null;
    }

    private static EpilogueActivation activation(BoundCall.Request request) {
        return request.then() instanceof Relu ? EpilogueActivation.RELU : EpilogueActivation.NONE;
    }

    private static @Nullable BoundCall linear(BoundCall.Request request) {
        Tensor[] in = request.inputs();
        Tensor out = request.outputs()[0];
        Tensor bias = in.length > 2 ? in[2] : null;
        if (!request.constant()[1] || bias != null && !bias.isContiguous()) {
            return null;
        }
        Tensor w = in[1];
        int n = w.size(0);
        int k = w.size(1);
        int m = n == 0 ? 0 : out.numel() / n;
        PackedWeights weights = request.weights();
        PackedB packed = weights.of(
                w,
                PackedB.class,
                PackedB.class,
                () -> PackedB.pack(k, n, w.storage().floats(), w.offset(), w.stride(1), w.stride(0)));
        Epilogue epilogue = epilogue(bias, request);
        float[] y = out.storage().floats();
        if (in[0].isContiguous()) {
            float[] x = in[0].storage().floats();
            int xOffset = in[0].offset();
            return () -> Gemm.sgemm(m, x, xOffset, k, 1, packed, y, 0, n, false, epilogue);
        }
        Tensor rows = Tensor.zeros(DType.FLOAT32, in[0].shape().toArray());
        BoundCall gather = copy(in[0], rows);
        if (gather == null) {
            return null;
        }
        float[] x = rows.storage().floats();
        return () -> {
            gather.run();
            Gemm.sgemm(m, x, 0, k, 1, packed, y, 0, n, false, epilogue);
        };
    }

    private static Epilogue epilogue(@Nullable Tensor bias, BoundCall.Request request) {
        EpilogueActivation activation = activation(request);
        Epilogue epilogue = bias == null
                ? Epilogue.of(activation)
                : Epilogue.columnBias(bias.storage().floats(), bias.offset(), activation);
        Op then = request.then();
        FloatFunction function = then == null || then instanceof Relu ? null : ElementwiseKernels.vectorized(then);
        return function == null ? epilogue : epilogue.followedBy(function);
    }

    private static BoundCall normalized(
            NormalizedConvolution op, BoundCall.Request request, Function<Op, Kernel> kernels) {
        Tensor[] inputs = request.inputs();
        Tensor out = request.outputs()[0];
        int convolved = inputs.length - NormalizedConvolution.CONSTANTS;
        Tensor[] ofConvolution = Arrays.copyOf(inputs, convolved);
        Tensor[] ofNorm = Arrays.copyOfRange(inputs, convolved - 1, inputs.length);
        ofNorm[0] = out;
        BoundCall joined = convolution(op.convolution(), request, ofConvolution, NormKernels.scales(op.norm(), ofNorm));
        if (joined != null) {
            return joined;
        }
        Kernel first = kernels.apply(op.convolution());
        Kernel second = kernels.apply(op.norm());
        BoundCall last = activation(request) == EpilogueActivation.RELU ? after(Relu.OP, out, kernels) : () -> {};
        Tensor[] outputs = {out};
        return () -> {
            first.run(op.convolution(), ofConvolution, outputs);
            second.run(op.norm(), ofNorm, outputs);
            last.run();
        };
    }

    /** @param scales the normalisation of its results, or null */
    private static @Nullable BoundCall convolution(
            Conv2d op, BoundCall.Request request, Tensor[] in, ConvEpilogue.@Nullable Scales scales) {
        Tensor out = request.outputs()[0];
        Tensor w = in[1];
        Tensor bias = in.length > 2 ? in[2] : null;
        boolean plain = in[0].isContiguous() && w.isContiguous() && (bias == null || bias.isContiguous());
        if (!plain || !request.constant()[1] || out.numel() == 0) {
            return null;
        }
        Convolution convolution = ConvKernels.convolution(op.geometry(), in[0].shape(), w.shape(), out.shape());
        float[] x = in[0].storage().floats();
        int xOffset = in[0].offset();
        int images = in[0].size(0);
        float[] filters = w.storage().floats();
        float[] added = bias == null ? null : bias.storage().floats();
        int biasOffset = bias == null ? 0 : bias.offset();
        float[] y = out.storage().floats();
        ConvEpilogue epilogue = new ConvEpilogue(added, biasOffset, scales, activation(request));
        Winograd winograd = Winograd.forward(convolution).orElse(null);
        if (winograd != null) {
            WinogradFilters transformed = request.weights()
                    .of(
                            w,
                            WinogradFilters.Form.of(winograd),
                            WinogradFilters.class,
                            () -> winograd.transform(filters, w.offset()));
            return () -> winograd.run(images, x, xOffset, filters, w.offset(), transformed, epilogue, y, 0);
        }
        PackedFilters.Batch batch = request.weights()
                .of(
                        w,
                        PackedFilters.Form.of(convolution),
                        PackedFilters.class,
                        () -> PackedFilters.pack(convolution, filters, w.offset()))
                .forBatch(convolution, images);
        return () -> batch.run(x, xOffset, epilogue, y, 0);
    }

    private static @Nullable BoundCall unary(Op op, Tensor in, Tensor out) {
        FloatFunction function = ElementwiseKernels.vectorized(op);
        if (function == null || !in.isContiguous()) {
            return null;
        }
        float[] x = in.storage().floats();
        int xOffset = in.offset();
        float[] y = out.storage().floats();
        int n = out.numel();
        return () -> Loops.apply(function, x, xOffset, y, 0, n);
    }

    private static @Nullable BoundCall binary(Op op, Tensor left, Tensor right, Tensor out) {
        FloatBinaryFunction function = ElementwiseKernels.vectorizedPairs(op);
        Spans spans = Spans.of(out.shape(), out, left, right);
        int p = spans.step(1);
        int q = spans.step(2);
        if (function == null || (p | q) >>> 1 != 0) {
            return null;
        }
        int[] places = spans.places(MOST_SPANS);
        if (places == null) {
            return null;
        }
        float[] a = left.storage().floats();
        float[] b = right.storage().floats();
        float[] y = out.storage().floats();
        int n = spans.length();
        return () -> {
            for (int i = 0; i < places.length; i += 3) {
                Loops.apply(function, a, places[i + 1], p, b, places[i + 2], q, y, places[i], n);
            }
        };
    }

    static @Nullable BoundCall copy(Tensor in, Tensor out) {
        Spans spans = Spans.of(out.shape(), out, in);
        int[] places = spans.planes(MOST_SPANS);
        if (places == null) {
            return null;
        }
        Object from = in.storage().array();
        Object to = out.storage().array();
        int n = spans.length();
        return () -> {
            for (int i = 0; i < places.length; i += 2) {
                Planes.copy(
                        from,
                        places[i + 1],
                        spans.step(1),
                        spans.rowStep(1),
                        to,
                        places[i],
                        spans.step(0),
                        spans.rowStep(0),
                        n,
                        spans.rows());
            }
        };
    }

    private static @Nullable BoundCall cat(Cat op, Tensor[] in, Tensor out) {
        int axis = out.shape().axis(op.dim());
        int start = 0;
        List<BoundCall> copies = new ArrayList<>();
        for (Tensor input : in) {
            if (input.numel() > 0) {
                int offset = out.offset() + start * out.stride(axis);
                BoundCall copy = copy(input, Tensor.alias(out, input.shape(), out.strides(), offset));
                if (copy == null) {
                    return null;
                }
                copies.add(copy);
                start += input.size(axis);
            }
        }
        BoundCall[] calls = copies.toArray(BoundCall[]::new);
        return () -> {
            for (BoundCall call : calls) {
                call.run();
            }
        };
    }

    private static @Nullable BoundCall maxPool(MaxPool2d op, Tensor in, Tensor[] outputs) {
        if (!in.isContiguous()) {
            return null;
        }
        PoolWindow window = PoolKernels.window(op);
        int planes = in.size(0) * in.size(1);
        int height = in.size(2);
        int width = in.size(3);
        float[] x = in.storage().floats();
        int xOffset = in.offset();
        float[] y = outputs[0].storage().floats();
        long[] indices = outputs[1].storage().longs();
        return () -> Pool.max(x, xOffset, planes, height, width, window, y, 0, indices, 0);
    }

    private static @Nullable BoundCall softmax(dev.arclight.op.Softmax op, Tensor in, Tensor out) {
        if (!in.isContiguous() || in.rank() == 0) {
            return null;
        }
        int[] extents = in.shape().toArray();
        int axis = in.shape().axis(op.dim());
        int outer = ReduceKernels.product(extents, 0, axis);
        int inner = ReduceKernels.product(extents, axis + 1, extents.length);
        int n = extents[axis];
        float[] x = in.storage().floats();
        int xOffset = in.offset();
        float[] y = out.storage().floats();
        return () -> Softmax.softmax(x, xOffset, outer, n, inner, y, 0);
    }

    private static boolean areFloats(Tensor[] tensors) {
        for (Tensor tensor : tensors) {
            if (!isFloat(tensor)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFloat(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32;
    }
}
