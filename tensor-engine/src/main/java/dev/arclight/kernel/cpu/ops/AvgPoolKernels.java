package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.AvgPool2d;
import dev.arclight.op.AvgPool2dBackward;
import dev.arclight.op.Op;
import dev.arclight.op.PoolGeometry;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Average pooling of {@code [N, C, H, W]}: each window is summed row by row, in one order whatever the batch. */
final class AvgPoolKernels {
    private AvgPoolKernels() {}

    /** The stretch of one axis that a window covers, and what it counts for. */
    private record Reach(int[] from, int[] to, int[] counted) {
        /** The windows of one axis: cut to the input, counted with or without the padding they cover. */
        static Reach of(int size, int places, int kernel, int stride, int pad, boolean countPad) {
            int[] from = new int[places];
            int[] to = new int[places];
            int[] counted = new int[places];
            for (int i = 0; i < places; i++) {
                int start = i * stride - pad;
                int end = Math.min(start + kernel, size + pad);
                from[i] = Math.max(start, 0);
                to[i] = Math.min(end, size);
                counted[i] = countPad ? end - start : to[i] - from[i];
            }
            return new Reach(from, to, counted);
        }
    }

    private static Reach rows(PoolGeometry g, Tensor in, Tensor out) {
        return Reach.of(in.size(2), out.size(2), g.kernelH(), g.strideH(), g.padH(), g.countIncludePad());
    }

    private static Reach columns(PoolGeometry g, Tensor in, Tensor out) {
        return Reach.of(in.size(3), out.size(3), g.kernelW(), g.strideW(), g.padW(), g.countIncludePad());
    }

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        PoolGeometry g = ((AvgPool2d) op).geometry();
        Tensor in = Copies.contiguous(inputs[0]);
        Tensor out = outputs[0];
        Reach rows = rows(g, in, out);
        Reach columns = columns(g, in, out);
        int planes = in.size(0) * in.size(1);
        int width = in.size(3);
        for (int p = 0; p < planes; p++) {
            int plane = in.offset() + p * in.size(2) * width;
            int at = p * out.size(2) * out.size(3);
            for (int i = 0; i < out.size(2); i++, at += out.size(3)) {
                int first = plane + rows.from[i] * width;
                int count = rows.to[i] - rows.from[i];
                if (in.dtype() == DType.FLOAT32) {
                    float[] x = in.storage().floats();
                    meanRow(
                            g,
                            x,
                            first,
                            count,
                            width,
                            rows.counted[i],
                            columns,
                            outputs[0].storage().floats(),
                            at);
                } else {
                    double[] x = in.storage().doubles();
                    meanRow(
                            g,
                            x,
                            first,
                            count,
                            width,
                            rows.counted[i],
                            columns,
                            outputs[0].storage().doubles(),
                            at);
                }
            }
        }
    }

    /** One row of results, from {@code count} rows of the input that begin at {@code first}. */
    private static void meanRow(
            PoolGeometry g, float[] x, int first, int count, int width, int high, Reach columns, float[] y, int at) {
        for (int j = 0; j < columns.from.length; j++) {
            float sum = 0;
            for (int r = 0; r < count; r++) {
                for (int c = first + r * width + columns.from[j]; c < first + r * width + columns.to[j]; c++) {
                    sum += x[c];
                }
            }
            y[at + j] = sum / divisor(g, high, columns.counted[j]);
        }
    }

    private static void meanRow(
            PoolGeometry g, double[] x, int first, int count, int width, int high, Reach columns, double[] y, int at) {
        for (int j = 0; j < columns.from.length; j++) {
            double sum = 0;
            for (int r = 0; r < count; r++) {
                for (int c = first + r * width + columns.from[j]; c < first + r * width + columns.to[j]; c++) {
                    sum += x[c];
                }
            }
            y[at + j] = sum / divisor(g, high, columns.counted[j]);
        }
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        PoolGeometry g = ((AvgPool2dBackward) op).geometry();
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor out = outputs[0];
        Copies.zero(out);
        Reach rows = rows(g, out, grad);
        Reach columns = columns(g, out, grad);
        int planes = grad.size(0) * grad.size(1);
        int width = out.size(3);
        for (int p = 0; p < planes; p++) {
            int plane = p * out.size(2) * width;
            int at = grad.offset() + p * grad.size(2) * grad.size(3);
            for (int i = 0; i < grad.size(2); i++, at += grad.size(3)) {
                int first = plane + rows.from[i] * width;
                int count = rows.to[i] - rows.from[i];
                if (grad.dtype() == DType.FLOAT32) {
                    float[] dy = grad.storage().floats();
                    spreadRow(
                            g,
                            dy,
                            at,
                            first,
                            count,
                            width,
                            rows.counted[i],
                            columns,
                            out.storage().floats());
                } else {
                    double[] dy = grad.storage().doubles();
                    spreadRow(
                            g,
                            dy,
                            at,
                            first,
                            count,
                            width,
                            rows.counted[i],
                            columns,
                            out.storage().doubles());
                }
            }
        }
    }

    private static void spreadRow(
            PoolGeometry g, float[] dy, int at, int first, int count, int width, int high, Reach columns, float[] dx) {
        for (int j = 0; j < columns.from.length; j++) {
            float share = dy[at + j] / divisor(g, high, columns.counted[j]);
            for (int r = 0; r < count; r++) {
                for (int c = first + r * width + columns.from[j]; c < first + r * width + columns.to[j]; c++) {
                    dx[c] += share;
                }
            }
        }
    }

    private static void spreadRow(
            PoolGeometry g,
            double[] dy,
            int at,
            int first,
            int count,
            int width,
            int high,
            Reach columns,
            double[] dx) {
        for (int j = 0; j < columns.from.length; j++) {
            double share = dy[at + j] / divisor(g, high, columns.counted[j]);
            for (int r = 0; r < count; r++) {
                for (int c = first + r * width + columns.from[j]; c < first + r * width + columns.to[j]; c++) {
                    dx[c] += share;
                }
            }
        }
    }

    private static int divisor(PoolGeometry g, int high, int wide) {
        return g.divisorOverride() > 0 ? g.divisorOverride() : high * wide;
    }
}
