package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Spreads each element over its window in a plane of {@code height × width}: the transpose of {@link AvgPool2d}. */
public record AvgPool2dBackward(PoolGeometry geometry, int height, int width) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException(name() + ": the gradient is " + inputs[0].dtype() + ", expected a floating dtype");
        }
        Shape grad = inputs[0].shape();
        if (grad.rank() != 4) {
            throw new ShapeException(name() + ": gradient " + grad + " must have four dimensions");
        }
        Shape in = Shape.of(grad.dim(0), grad.dim(1), height, width);
        if (!geometry.output(in).equals(grad)) {
            throw new ShapeException(name() + ": gradient " + grad + " does not fit input " + in + ", which gives "
                    + geometry.output(in));
        }
        return Op.one(inputs[0].dtype(), in);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new AvgPool2d(geometry), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new AvgPool2dBackward(new PoolGeometry(2, 2, 2, 2, 0, 0, false, true, 0), 5, 7),
                        Sample.real(2, 2, 2, 3)),
                Sample.of(
                        new AvgPool2dBackward(new PoolGeometry(3, 3, 2, 2, 1, 1, true, false, 0), 5, 6),
                        Sample.real(1, 2, 3, 4)));
    }
}
