package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.op.EmbeddingByte;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Layers with int8 weights, by {@link Int8Weight}. */
final class QuantizedKernels {
    private QuantizedKernels() {}

    static void linear(Op op, Tensor[] inputs, Tensor[] outputs) {
        linear(inputs, outputs[0], null).run();
    }

    static void embedding(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor index = Copies.contiguous(inputs[2].dtype() == DType.INT64 ? inputs[2] : inputs[2].to(DType.INT64));
        embedding(Copies.contiguous(inputs[0]), Copies.contiguous(inputs[1]), index, outputs[0])
                .run();
    }

    static void lstm(Op op, Tensor[] inputs, Tensor[] outputs) {
        QuantizedRecurrence.lstm((LstmDynamic) op, contiguous(inputs), outputs).run();
    }

    static void gru(Op op, Tensor[] inputs, Tensor[] outputs) {
        QuantizedRecurrence.gru((GruDynamic) op, contiguous(inputs), outputs).run();
    }

    /**
     * A call that is made again and again, which then allocates nothing; null for other ops, and for inputs that would have to
     * be copied at each call.
     */
    static @Nullable BoundCall bind(BoundCall.Request request) {
        Op op = request.op();
        Tensor[] in = request.inputs();
        Op then = request.then();
        if (op instanceof LinearDynamic) {
            FloatFunction function = then == null ? null : ElementwiseKernels.vectorized(then);
            if (then != null && function == null || !areFixed(request, 0)) {
                return null;
            }
            if (in[0].isContiguous()) {
                return linear(in, request.outputs()[0], function);
            }
            Tensor[] rows = in.clone();
            rows[0] = Tensor.zeros(DType.FLOAT32, in[0].shape().toArray());
            BoundCall gather = BoundKernels.copy(in[0], rows[0]);
            if (gather == null) {
                return null;
            }
            BoundCall product = linear(rows, request.outputs()[0], function);
            return () -> {
                gather.run();
                product.run();
            };
        }
        if (then != null) {
            return null;
        }
        if (op instanceof EmbeddingByte) {
            return areInPlace(request, 2) && in[2].dtype() == DType.INT64
                    ? embedding(contiguous(in)[0], contiguous(in)[1], in[2], request.outputs()[0])
                    : null;
        }
        if (op instanceof LstmDynamic lstm && areInPlace(request, 0, 1, 2)) {
            return QuantizedRecurrence.lstm(lstm, contiguous(in), request.outputs());
        }
        if (op instanceof GruDynamic gru && areInPlace(request, 0, 1)) {
            return QuantizedRecurrence.gru(gru, contiguous(in), request.outputs());
        }
        return null;
    }

    /** Whether these inputs lie as they are read, and the others, the weights, never change. */
    private static boolean areInPlace(BoundCall.Request request, int... read) {
        for (int i : read) {
            if (!request.inputs()[i].isContiguous()) {
                return false;
            }
        }
        return areFixed(request, read);
    }

    /** Whether all inputs but these, the weights, never change. */
    private static boolean areFixed(BoundCall.Request request, int... others) {
        boolean[] fixed = request.constant().clone();
        for (int i : others) {
            fixed[i] = true;
        }
        for (boolean each : fixed) {
            if (!each) {
                return false;
            }
        }
        return true;
    }

    private static Tensor[] contiguous(Tensor[] inputs) {
        Tensor[] plain = new Tensor[inputs.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = Copies.contiguous(inputs[i]);
        }
        return plain;
    }

    private static BoundCall linear(Tensor[] inputs, Tensor out, @Nullable FloatFunction then) {
        Int8Weight weight = Int8Weight.of(inputs[1]);
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor scale = Copies.contiguous(inputs[2]);
        Tensor bias = inputs.length > 3 ? Copies.contiguous(inputs[3]) : null;
        int n = weight.columns();
        int rows = n == 0 ? 0 : out.numel() / n;
        float[] in = x.storage().floats();
        float[] scales = scale.storage().floats();
        float[] shifts = bias == null ? Int8Weight.NO_SHIFTS : bias.storage().floats();
        int shiftsOffset = bias == null ? 0 : bias.offset();
        float[] y = out.storage().floats();
        return () ->
                weight.layer(rows, in, x.offset(), scales, scale.offset(), shifts, shiftsOffset, then, y, out.offset());
    }

    private static BoundCall embedding(Tensor codes, Tensor scale, Tensor index, Tensor out) {
        byte[] from = codes.storage().bytes();
        float[] scales = scale.storage().floats();
        long[] rows = index.storage().longs();
        float[] y = out.storage().floats();
        int width = codes.size(1);
        int count = index.numel();
        return () -> {
            Copies.checkedIndices("embeddingByte", index, codes.size(0));
            for (int i = 0; i < count; i++) {
                int row = (int) rows[index.offset() + i];
                float step = scales[scale.offset() + row];
                int at = codes.offset() + row * width;
                int to = i * width;
                for (int j = 0; j < width; j++) {
                    y[to + j] = from[at + j] * step;
                }
            }
        };
    }
}
