package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Scans;
import dev.arclight.op.Cummax;
import dev.arclight.op.Cummin;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.LogCumsumExp;
import dev.arclight.op.Op;
import dev.arclight.op.Recurrence;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Running results along one dimension. */
final class ScanKernels {
    private ScanKernels() {}

    static void cumsum(Op op, Tensor[] inputs, Tensor[] outputs) {
        Cumsum scan = (Cumsum) op;
        Along along = new Along(inputs[0].shape(), scan.dim());
        Tensor in = wide(inputs[0], outputs[0]);
        Tensor out = result(in, outputs[0]);
        Object x = in.storage().array();
        int from = in.offset();
        int to = out.offset();
        if (x instanceof float[] a) {
            Scans.sum(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().floats(),
                    to);
        } else if (x instanceof double[] a) {
            Scans.sum(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().doubles(),
                    to);
        } else if (x instanceof long[] a) {
            Scans.sum(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().longs(),
                    to);
        }
        deliver(out, outputs[0]);
    }

    static void cumprod(Op op, Tensor[] inputs, Tensor[] outputs) {
        Cumprod scan = (Cumprod) op;
        Along along = new Along(inputs[0].shape(), scan.dim());
        Tensor in = wide(inputs[0], outputs[0]);
        Tensor out = result(in, outputs[0]);
        Object x = in.storage().array();
        int from = in.offset();
        int to = out.offset();
        if (x instanceof float[] a) {
            Scans.product(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().floats(),
                    to);
        } else if (x instanceof double[] a) {
            Scans.product(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().doubles(),
                    to);
        } else if (x instanceof long[] a) {
            Scans.product(
                    a,
                    from,
                    along.outer(),
                    along.n(),
                    along.inner(),
                    scan.reverse(),
                    out.storage().longs(),
                    to);
        }
        deliver(out, outputs[0]);
    }

    static void recurrence(Op op, Tensor[] inputs, Tensor[] outputs) {
        Recurrence scan = (Recurrence) op;
        Along along = new Along(inputs[0].shape(), scan.dim());
        Tensor factors = wide(inputs[0], outputs[0]);
        Tensor addends = wide(inputs[1], outputs[0]);
        Tensor out = result(factors, outputs[0]);
        boolean reverse = scan.reverse();
        if (factors.storage().array() instanceof float[] a) {
            float[] b = addends.storage().floats();
            float[] y = out.storage().floats();
            Scans.recurrence(
                    a,
                    factors.offset(),
                    b,
                    addends.offset(),
                    along.outer(),
                    along.n(),
                    along.inner(),
                    reverse,
                    y,
                    out.offset());
        } else {
            double[] a = factors.storage().doubles();
            double[] b = addends.storage().doubles();
            double[] y = out.storage().doubles();
            Scans.recurrence(
                    a,
                    factors.offset(),
                    b,
                    addends.offset(),
                    along.outer(),
                    along.n(),
                    along.inner(),
                    reverse,
                    y,
                    out.offset());
        }
        deliver(out, outputs[0]);
    }

    static void logCumsumExp(Op op, Tensor[] inputs, Tensor[] outputs) {
        Along along = new Along(inputs[0].shape(), ((LogCumsumExp) op).dim());
        Tensor in = wide(inputs[0], outputs[0]);
        Tensor out = result(in, outputs[0]);
        if (in.storage().array() instanceof float[] x) {
            Scans.logSumExp(
                    x,
                    in.offset(),
                    along.outer(),
                    along.n(),
                    along.inner(),
                    out.storage().floats(),
                    out.offset());
        } else {
            double[] x = in.storage().doubles();
            Scans.logSumExp(
                    x,
                    in.offset(),
                    along.outer(),
                    along.n(),
                    along.inner(),
                    out.storage().doubles(),
                    out.offset());
        }
        deliver(out, outputs[0]);
    }

    /** {@link Cummax} and {@link Cummin}. */
    static void extreme(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean largest = op instanceof Cummax;
        Along along = new Along(inputs[0].shape(), largest ? ((Cummax) op).dim() : ((Cummin) op).dim());
        int outer = along.outer();
        int n = along.n();
        int inner = along.inner();
        Tensor in = wide(inputs[0], outputs[0]);
        Tensor out = result(in, outputs[0]);
        long[] indices = outputs[1].storage().longs();
        Object array = in.storage().array();
        if (array instanceof float[] x) {
            float[] y = out.storage().floats();
            if (largest) {
                Scans.max(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            } else {
                Scans.min(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            }
        } else if (array instanceof double[] x) {
            double[] y = out.storage().doubles();
            if (largest) {
                Scans.max(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            } else {
                Scans.min(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            }
        } else if (array instanceof long[] x) {
            long[] y = out.storage().longs();
            if (largest) {
                Scans.max(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            } else {
                Scans.min(x, in.offset(), outer, n, inner, y, out.offset(), indices);
            }
        }
        deliver(out, outputs[0]);
    }

    private static Tensor wide(Tensor input, Tensor output) {
        DType dtype = Wide.dtype(output.dtype());
        return Copies.contiguous(Copies.as(dtype, input));
    }

    /** Where to compute: in the output itself if it has the dtype. */
    private static Tensor result(Tensor in, Tensor output) {
        return in.dtype() == output.dtype() ? output : Tensor.uninitialized(in.dtype(), output.shape());
    }

    private static void deliver(Tensor result, Tensor output) {
        if (result != output) {
            Copies.copy(result, output);
        }
    }
}
