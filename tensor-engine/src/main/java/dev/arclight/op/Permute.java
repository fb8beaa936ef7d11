package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dimensions in another order without copying, as {@code torch.permute}. */
public record Permute(Dims order) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        if (order.count() != shape.rank() || !order.resolved("permute", shape).equals(Dims.all(shape))) {
            throw new ShapeException("permute: " + order + " must name each of the " + shape.rank() + " dimensions of "
                    + shape + " once");
        }
        int[] extents = new int[shape.rank()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = shape.dim(order.get(i));
        }
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    @Override
    public Layout layout(Tensor input) {
        int[] strides = new int[order.count()];
        int[] old = input.strides();
        for (int i = 0; i < strides.length; i++) {
            strides[i] = old[input.shape().axis(order.get(i))];
        }
        return new Layout(strides, input.offset());
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        int[] inverse = new int[order.count()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[saved.inputType(0).shape().axis(order.get(i))] = i;
        }
        return Op.grads(grad.permute(inverse));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Permute(Dims.of(1, 0)), Sample.real(2, 3)),
                Sample.of(new Permute(Dims.of(2, 0, 1)), Sample.real(2, 3, 4)),
                Sample.of(new Permute(Dims.of(-1, 0)), Sample.real(0, 3)));
    }
}
