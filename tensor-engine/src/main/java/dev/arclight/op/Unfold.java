package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of {@code size} elements of a dimension, {@code step} apart, without copying; each window becomes a new last
 * dimension. As {@code Tensor.unfold}.
 */
public record Unfold(int dim, int size, int step) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        int extent = shape.dim(name(), dim);
        if (size < 0 || size > extent || step < 1) {
            throw new ShapeException("unfold: windows of size " + size + " with step " + step
                    + " do not fit dimension " + dim + " of shape " + shape + "; expected 0 ≤ size ≤ " + extent
                    + " and step ≥ 1");
        }
        int[] extents = Arrays.copyOf(shape.toArray(), shape.rank() + 1);
        extents[shape.axis(dim)] = (extent - size) / step + 1;
        extents[shape.rank()] = size;
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    @Override
    public Layout layout(Tensor input) {
        return new Layout(strides(input.shape().axis(dim), input.strides()), input.offset());
    }

    private int[] strides(int axis, int[] old) {
        int[] strides = Arrays.copyOf(old, old.length + 1);
        strides[old.length] = old[axis];
        strides[axis] = ViewOp.farther(old[axis], step);
        return strides;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape shape = saved.inputType(0).shape();
        Dims strides = Dims.of(strides(shape.axis(dim), shape.strides()));
        return Op.grads(Dispatch.run(new AsStridedBackward(shape, grad.shape(), strides, 0), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Unfold(0, 3, 1), Sample.real(7)),
                Sample.of(new Unfold(1, 2, 3), Sample.real(2, 8, 2)),
                Sample.of(new Unfold(-1, 4, 2), Sample.real(3, 4)),
                Sample.of(new Unfold(0, 0, 1), Sample.real(2, 2)));
    }
}
