package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The largest element of each window, as {@code torch.nn.functional.max_pool2d} with {@code return_indices}: input
 * {@code [N, C, H, W]}; the second output gives each one's place in its plane as int64. NaN wins, the first of equals.
 */
public record MaxPool2d(
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int padH,
        int padW,
        int dilationH,
        int dilationW,
        boolean ceilMode)
        implements Op {
    public MaxPool2d {
        if (kernelH < 1 || kernelW < 1 || strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1) {
            throw new ShapeException("maxPool2d: kernel " + kernelH + "×" + kernelW + ", stride " + strideH + "×"
                    + strideW + " and dilation " + dilationH + "×" + dilationW + " must be ≥ 1");
        }
        if (padH < 0 || padW < 0 || padH > kernelH / 2 || padW > kernelW / 2) {
            throw new ShapeException("maxPool2d: padding " + padH + "×" + padW + " must be from 0 to half the kernel, "
                    + kernelH / 2 + "×" + kernelW / 2);
        }
    }

    public static MaxPool2d of(int kernel, int stride) {
        return new MaxPool2d(kernel, kernel, stride, stride, 0, 0, 1, 1, false);
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape in = inputs[0].shape();
        if (in.rank() != 4) {
            throw new ShapeException("maxPool2d: input " + in + " must be [batch, channels, height, width]");
        }
        PoolGeometry.requireElements("maxPool2d", in);
        if (inputs[0].dtype() == DType.BOOL) {
            throw new DTypeException("maxPool2d: not defined for bool; convert with to(DType.UINT8) first");
        }
        int height = PoolGeometry.extent("maxPool2d", in, 2, kernelH, strideH, padH, dilationH, ceilMode);
        int width = PoolGeometry.extent("maxPool2d", in, 3, kernelW, strideW, padW, dilationW, ceilMode);
        Shape out = Shape.of(in.dim(0), in.dim(1), height, width);
        return new TensorType[] {new TensorType(inputs[0].dtype(), out), new TensorType(DType.INT64, out)};
    }

    @Override
    public Saves saves() {
        return Saves.NONE.andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape in = saved.inputType(0).shape();
        return Op.grads(Dispatch.run(new MaxPool2dBackward(in.dim(2), in.dim(3)), grad, saved.output(1)));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(of(2, 2), Sample.distinct(2, 2, 4, 6)),
                Sample.of(of(2, 2), Sample.distinct(1, 1, 5, 7)),
                Sample.of(new MaxPool2d(3, 2, 1, 2, 1, 1, 1, 1, false), Sample.distinct(2, 1, 5, 6)),
                Sample.of(new MaxPool2d(2, 2, 1, 1, 0, 0, 2, 2, false), Sample.distinct(1, 2, 5, 5)),
                Sample.of(new MaxPool2d(3, 2, 2, 2, 1, 0, 1, 1, true), Sample.distinct(1, 2, 6, 5)),
                Sample.of(of(2, 2), Sample.distinct(0, 2, 4, 4)));
    }
}
