package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dimensions of extent 1 repeated without copying, as {@code Tensor.expand}. */
public record Expand(Shape shape) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].shape().broadcastsTo(shape)) {
            throw new ShapeException("expand: " + inputs[0].shape() + " does not stretch to " + shape
                    + "; only dimensions of extent 1 can grow");
        }
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Layout layout(Tensor input) {
        int[] old = input.strides();
        int[] strides = new int[shape.rank()];
        int added = shape.rank() - old.length;
        for (int i = 0; i < old.length; i++) {
            strides[added + i] = input.shape().dim(i) == 1 && shape.dim(added + i) != 1 ? 0 : old[i];
        }
        return new Layout(strides, input.offset());
    }

    /** The tape sums a gradient down to the input's shape. */
    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Expand(Shape.of(4, 3)), Sample.real(1, 3)),
                Sample.of(new Expand(Shape.of(2, 3, 2)), Sample.real(3, 1)),
                Sample.of(new Expand(Shape.of(5)), Sample.real()),
                Sample.of(new Expand(Shape.of(0, 3)), Sample.real(1, 3)));
    }
}
