package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.Op;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Max pooling of {@code [N, C, H, W]}, plane by plane. */
final class PoolKernels {
    private PoolKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        MaxPool2d pool = (MaxPool2d) op;
        Tensor in = Copies.contiguous(inputs[0]);
        int planes = in.size(0) * in.size(1);
        Window window = new Window(pool, in.size(2), in.size(3), outputs[0].size(2), outputs[0].size(3));
        long[] places = outputs[1].storage().longs();
        for (int p = 0; p < planes; p++) {
            int from = in.offset() + p * window.height * window.width;
            int to = p * window.outHeight * window.outWidth;
            if (in.dtype() == DType.FLOAT32) {
                float[] x = in.storage().floats();
                float[] y = outputs[0].storage().floats();
                if (window.isTwoByTwo()) {
                    window.twoByTwo(x, from, y, places, to);
                } else {
                    window.any(x, from, y, places, to);
                }
            } else {
                window.any(in.storage().doubles(), from, outputs[0].storage().doubles(), places, to);
            }
        }
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        MaxPool2dBackward pool = (MaxPool2dBackward) op;
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor index = Copies.contiguous(Copies.as(DType.INT64, inputs[1]));
        long[] places = index.storage().longs();
        int plane = pool.height() * pool.width();
        int each = grad.size(2) * grad.size(3);
        int planes = grad.size(0) * grad.size(1);
        boolean single = grad.dtype() == DType.FLOAT32;
        float[] y = single ? outputs[0].storage().floats() : new float[0];
        double[] z = single ? new double[0] : outputs[0].storage().doubles();
        for (int p = 0; p < planes; p++) {
            if (single) {
                Arrays.fill(y, p * plane, (p + 1) * plane, 0f);
            } else {
                Arrays.fill(z, p * plane, (p + 1) * plane, 0d);
            }
            for (int i = p * each; i < (p + 1) * each; i++) {
                long place = places[index.offset() + i];
                if (place < 0 || place >= plane) {
                    throw new ArclightException(
                            "maxPool2dBackward: index " + place + " is outside a plane of " + plane + " elements");
                }
                int at = p * plane + (int) place;
                if (single) {
                    y[at] += grad.storage().floats()[grad.offset() + i];
                } else {
                    z[at] += grad.storage().doubles()[grad.offset() + i];
                }
            }
        }
    }

    /** The windows of one plane. */
    private record Window(MaxPool2d pool, int height, int width, int outHeight, int outWidth) {
        boolean isTwoByTwo() {
            return pool.equals(MaxPool2d.of(2, 2));
        }

        void twoByTwo(float[] x, int from, float[] y, long[] places, int to) {
            for (int r = 0; r < outHeight; r++) {
                int top = 2 * r * width;
                for (int c = 0; c < outWidth; c++) {
                    int at = top + 2 * c;
                    float a = x[from + at];
                    float b = x[from + at + 1];
                    float d = x[from + at + width];
                    float e = x[from + at + width + 1];
                    float best = a;
                    int place = at;
                    // NaN wins: nothing compares above it, and it is taken when it comes.
                    if (b > best || Float.isNaN(b)) {
                        best = b;
                        place = at + 1;
                    }
                    if (d > best || Float.isNaN(d)) {
                        best = d;
                        place = at + width;
                    }
                    if (e > best || Float.isNaN(e)) {
                        best = e;
                        place = at + width + 1;
                    }
                    y[to + r * outWidth + c] = best;
                    places[to + r * outWidth + c] = place;
                }
            }
        }

        void any(float[] x, int from, float[] y, long[] places, int to) {
            for (int i = 0; i < outHeight * outWidth; i++) {
                int place = -1;
                float best = Float.NEGATIVE_INFINITY;
                for (int k = 0; k < pool.kernelH() * pool.kernelW(); k++) {
                    int at = at(i, k);
                    if (at >= 0 && (place < 0 || x[from + at] > best || Double.isNaN(x[from + at]))) {
                        best = x[from + at];
                        place = at;
                    }
                }
                y[to + i] = best;
                places[to + i] = place;
            }
        }

        void any(double[] x, int from, double[] y, long[] places, int to) {
            for (int i = 0; i < outHeight * outWidth; i++) {
                int place = -1;
                double best = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < pool.kernelH() * pool.kernelW(); k++) {
                    int at = at(i, k);
                    if (at >= 0 && (place < 0 || x[from + at] > best || Double.isNaN(x[from + at]))) {
                        best = x[from + at];
                        place = at;
                    }
                }
                y[to + i] = best;
                places[to + i] = place;
            }
        }

        /** The place in the plane of element {@code k} of window {@code i}, or -1 in the padding. */
        private int at(int i, int k) {
            int row = i / outWidth * pool.strideH() - pool.padH() + k / pool.kernelW() * pool.dilationH();
            int column = i % outWidth * pool.strideW() - pool.padW() + k % pool.kernelW() * pool.dilationW();
            return row < 0 || row >= height || column < 0 || column >= width ? -1 : row * width + column;
        }
    }
}
