package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One element of a dimension, which disappears, without copying; as {@code torch.select}. The index is not negative. */
public record Select(int dim, int index) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        if (index < 0 || index >= shape.dim(name(), dim)) {
            throw new ShapeException("select: index " + index + " is out of bounds for dimension " + shape.axis(dim)
                    + " with size " + shape.dim(dim));
        }
        return Op.one(inputs[0].dtype(), shape.without(dim));
    }

    @Override
    public Layout layout(Tensor input) {
        int axis = input.shape().axis(dim);
        int[] old = input.strides();
        int[] strides = new int[old.length - 1];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = old[i < axis ? i : i + 1];
        }
        return new Layout(strides, input.offset() + index * old[axis]);
    }

    @Override
    public boolean showsPart() {
        return true;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape shape = saved.inputType(0).shape();
        Tensor part = grad.unsqueeze(shape.axis(dim));
        return Op.grads(Dispatch.run(new SliceBackward(shape, dim, index, index + 1, 1), part));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Select(0, 1), Sample.real(4, 3)),
                Sample.of(new Select(-1, 0), Sample.real(2, 3, 2)),
                Sample.of(new Select(0, 2), Sample.real(3)),
                Sample.of(new Select(1, 1), Sample.real(0, 3)));
    }
}
