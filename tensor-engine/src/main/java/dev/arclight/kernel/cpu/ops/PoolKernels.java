package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Pool;
import dev.arclight.kernel.cpu.PoolWindow;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.MaxPool2dBackward;
import dev.arclight.op.Op;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Max pooling of {@code [N, C, H, W]}. */
final class PoolKernels {
    private PoolKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        PoolWindow window = window((MaxPool2d) op);
        Tensor in = Copies.contiguous(inputs[0]);
        int planes = in.size(0) * in.size(1);
        int height = in.size(2);
        int width = in.size(3);
        long[] indices = outputs[1].storage().longs();
        if (in.dtype() == DType.FLOAT32) {
            float[] x = in.storage().floats();
            float[] y = outputs[0].storage().floats();
            Pool.max(x, in.offset(), planes, height, width, window, y, 0, indices, 0);
        } else if (!in.dtype().isFloating()) {
            Tensor wide = Copies.as(DType.INT64, in);
            Tensor largest = Tensor.uninitialized(DType.INT64, outputs[0].shape());
            long[] x = wide.storage().longs();
            long[] y = largest.storage().longs();
            Pool.max(x, wide.offset(), planes, height, width, window, y, largest.offset(), indices, 0);
            Copies.copy(largest, outputs[0]);
        } else {
            double[] x = in.storage().doubles();
            double[] y = outputs[0].storage().doubles();
            Pool.max(x, in.offset(), planes, height, width, window, y, 0, indices, 0);
        }
    }

    static PoolWindow window(MaxPool2d pool) {
        return new PoolWindow(
                pool.kernelH(),
                pool.kernelW(),
                pool.strideH(),
                pool.strideW(),
                pool.padH(),
                pool.padW(),
                pool.dilationH(),
                pool.dilationW(),
                pool.ceilMode());
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        MaxPool2dBackward pool = (MaxPool2dBackward) op;
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor index = Copies.contiguous(Copies.as(DType.INT64, inputs[1]));
        long[] indices = index.storage().longs();
        int planeSize = pool.height() * pool.width();
        int planes = grad.size(0) * grad.size(1);
        int each = grad.size(2) * grad.size(3);
        requireWithin(indices, index.offset(), index.numel(), planeSize);
        if (grad.dtype() == DType.FLOAT32) {
            float[] g = grad.storage().floats();
            float[] y = outputs[0].storage().floats();
            Pool.maxBackward(g, grad.offset(), indices, index.offset(), planes, each, y, 0, planeSize);
        } else {
            double[] g = grad.storage().doubles();
            double[] y = outputs[0].storage().doubles();
            Pool.maxBackward(g, grad.offset(), indices, index.offset(), planes, each, y, 0, planeSize);
        }
    }

    private static void requireWithin(long[] indices, int offset, int n, int planeSize) {
        long most = 0;
        long least = 0;
        for (int i = offset; i < offset + n; i++) {
            most = Math.max(most, indices[i]);
            least = Math.min(least, indices[i]);
        }
        if (least < 0 || n > 0 && most >= planeSize) {
            throw new ArclightException("maxPool2dBackward: indices from " + least + " to " + most
                    + " do not fit a plane of " + planeSize + " elements");
        }
    }
}
