package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Epilogue;
import dev.arclight.kernel.cpu.EpilogueActivation;
import dev.arclight.kernel.cpu.Gemm;
import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Matrix products by {@link Gemm}; strides of the inputs are passed on, never copied away. */
final class MatmulKernels {
    private MatmulKernels() {}

    static void matmul(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor a = inputs[0];
        Tensor b = inputs[1];
        Tensor out = outputs[0];
        int m = a.size(-2);
        int k = a.size(-1);
        int n = b.size(-1);
        if (b.rank() == 2 && out.numel() > 0 && (a.rank() == 2 || a.isContiguous())) {
            int rows = out.numel() / n;
            PackedB kept = rows > KeptPanels.MOST_ROWS ? null : KeptPanels.of(b);
            if (kept != null) {
                packed(rows, a, a.stride(-2), a.stride(-1), kept, out, null);
                return;
            }
        }
        // The batch dimensions of all three, walked matrix by matrix.
        Tensor first = batch(a);
        Tensor second = batch(b);
        Tensor result = batch(out);
        Spans spans = Spans.of(Matmul.leading(out.shape()), result, first, second);
        int length = spans.length();
        spans.forEach(at -> {
            for (int i = 0; i < length; i++) {
                gemm(
                        m,
                        n,
                        k,
                        a,
                        at[1] + i * spans.step(1),
                        a.stride(-2),
                        a.stride(-1),
                        b,
                        at[2] + i * spans.step(2),
                        b.stride(-2),
                        b.stride(-1),
                        out,
                        at[0] + i * spans.step(0),
                        null);
            }
        });
    }

    static void dot(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Tensor a = Copies.contiguous(Copies.as(Wide.dtype(out.dtype()), inputs[0]));
        Tensor b = Copies.contiguous(Copies.as(Wide.dtype(out.dtype()), inputs[1]));
        int n = a.numel();
        if (out.dtype() == DType.FLOAT32) {
            out.storage().floats()[out.offset()] =
                    Reduce.dot(a.storage().floats(), a.offset(), b.storage().floats(), b.offset(), n);
        } else if (out.dtype() == DType.FLOAT64) {
            out.storage().doubles()[out.offset()] =
                    Reduce.dot(a.storage().doubles(), a.offset(), b.storage().doubles(), b.offset(), n);
        } else {
            long[] x = a.storage().longs();
            long[] y = b.storage().longs();
            long sum = 0;
            for (int i = 0; i < n; i++) {
                sum += x[a.offset() + i] * y[b.offset() + i];
            }
            Copies.copy(Tensor.of(new long[] {sum}), out);
        }
    }

    static void linear(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor x = Copies.contiguous(inputs[0]);
        Tensor w = inputs[1];
        Tensor out = outputs[0];
        Tensor bias = inputs.length > 2 ? Copies.contiguous(inputs[2]) : null;
        int k = w.size(1);
        int n = w.size(0);
        int m = n == 0 ? 0 : out.numel() / n;
        PackedB kept = m == 0 || m > KeptPanels.MOST_ROWS ? null : KeptPanels.ofTranspose(w);
        if (kept != null) {
            packed(m, x, k, 1, kept, out, columnBias(bias));
            return;
        }
        gemm(
                m,
                n,
                k,
                x,
                x.offset(),
                k,
                1,
                w,
                w.offset(),
                w.stride(1),
                w.stride(0),
                out,
                out.offset(),
                columnBias(bias));
    }

    private static void packed(
            int m, Tensor a, int aRow, int aColumn, PackedB b, Tensor out, @Nullable Epilogue epilogue) {
        float[] p = a.storage().floats();
        float[] c = out.storage().floats();
        Gemm.sgemm(m, p, a.offset(), aRow, aColumn, b, c, out.offset(), b.columns(), false, epilogue);
    }

    private static @Nullable Epilogue columnBias(@Nullable Tensor bias) {
        if (bias == null) {
            return null;
        }
        return bias.dtype() == DType.FLOAT32
                ? Epilogue.columnBias(bias.storage().floats(), bias.offset(), EpilogueActivation.NONE)
                : Epilogue.columnBias(bias.storage().doubles(), bias.offset(), EpilogueActivation.NONE);
    }

    private static void gemm(
            int m,
            int n,
            int k,
            Tensor a,
            int aOffset,
            int aRow,
            int aColumn,
            Tensor b,
            int bOffset,
            int bRow,
            int bColumn,
            Tensor out,
            int outOffset,
            @Nullable Epilogue epilogue) {
        if (out.dtype() == DType.FLOAT32) {
            float[] p = a.storage().floats();
            float[] q = b.storage().floats();
            float[] c = out.storage().floats();
            Gemm.sgemm(m, n, k, p, aOffset, aRow, aColumn, q, bOffset, bRow, bColumn, c, outOffset, n, false, epilogue);
        } else {
            double[] p = a.storage().doubles();
            double[] q = b.storage().doubles();
            double[] c = out.storage().doubles();
            Gemm.dgemm(m, n, k, p, aOffset, aRow, aColumn, q, bOffset, bRow, bColumn, c, outOffset, n, false, epilogue);
        }
    }

    /** The first element of each matrix. */
    static Tensor batch(Tensor tensor) {
        int rank = tensor.rank() - 2;
        return Tensor.alias(
                tensor,
                Matmul.leading(tensor.shape()),
                java.util.Arrays.copyOf(tensor.strides(), rank),
                tensor.offset());
    }
}
