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
 * Two-dimensional cross-correlation, as {@code torch.nn.functional.conv2d}: input {@code [N, C, H, W]}, weight
 * {@code [O, C / groups, kH, kW]}, optional bias {@code [O]}.
 */
public record Conv2d(Conv2dGeometry geometry) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        for (TensorType input : inputs) {
            if (input.dtype() != inputs[0].dtype() || input.dtype() == DType.BOOL) {
                throw new DTypeException("conv2d: got " + inputs[0].dtype() + " input and " + input.dtype()
                        + " parameter; all must have one dtype other than bool, convert with to(dtype)");
            }
        }
        Shape shape = geometry.output(inputs[0].shape(), inputs[1].shape());
        if (inputs.length > 2 && !inputs[2].shape().equals(Shape.of(shape.dim(1)))) {
            throw new ShapeException("conv2d: bias " + inputs[2].shape() + " must be [" + shape.dim(1) + "]");
        }
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public Saves saves(int needed) {
        return Saves.crosswise(needed);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        @Nullable Tensor[] grads = new @Nullable Tensor[saved.inputCount()];
        if (saved.needs(0)) {
            Op op = new Conv2dBackwardInput(geometry, saved.inputType(0).shape());
            grads[0] = Dispatch.run(op, grad, saved.input(1));
        }
        if (saved.needs(1)) {
            Op op = new Conv2dBackwardWeight(geometry, saved.inputType(1).shape());
            grads[1] = Dispatch.run(op, saved.input(0), grad);
        }
        if (grads.length > 2 && saved.needs(2)) {
            grads[2] = grad.sum(0, 2, 3);
        }
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new Conv2d(Conv2dGeometry.of(1, 1)),
                        Sample.real(2, 3, 5, 4),
                        Sample.real(4, 3, 3, 3),
                        Sample.real(4)),
                Sample.of(new Conv2d(Conv2dGeometry.of(2, 0)), Sample.real(1, 1, 6, 7), Sample.real(2, 1, 2, 3)),
                Sample.of(
                        new Conv2d(new Conv2dGeometry(1, 2, 2, 1, 2, 1, 2)),
                        Sample.real(2, 4, 5, 6),
                        Sample.real(6, 2, 3, 3),
                        Sample.real(6)),
                Sample.of(new Conv2d(Conv2dGeometry.of(1, 0)), Sample.real(1, 3, 4, 4), Sample.real(5, 3, 1, 1)),
                Sample.of(new Conv2d(Conv2dGeometry.of(1, 1)), Sample.real(0, 2, 4, 4), Sample.real(3, 2, 3, 3)));
    }
}
