package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements {@code start, start + step, …} below {@code end} of one dimension without copying.
 * The bounds are resolved: 0 ≤ start ≤ end ≤ extent, step ≥ 1.
 */
public record Slice(int dim, int start, int end, int step) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        int extent = shape.dim(name(), dim);
        if (step < 1 || start < 0 || start > end || end > extent) {
            throw new ShapeException("slice: " + start + ":" + end + ":" + step + " does not fit dimension " + dim
                    + " of shape " + shape + "; expected 0 ≤ start ≤ end ≤ " + extent + " and step ≥ 1");
        }
        return Op.one(inputs[0].dtype(), shape.with(dim, start == end ? 0 : (end - start - 1) / step + 1));
    }

    @Override
    public Layout layout(Tensor input) {
        int axis = input.shape().axis(dim);
        int[] strides = input.strides();
        int offset = input.offset() + start * strides[axis];
        strides[axis] = ViewOp.farther(strides[axis], step);
        return new Layout(strides, offset);
    }

    @Override
    public boolean showsPart() {
        return true;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new SliceBackward(saved.inputType(0).shape(), dim, start, end, step), grad));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Slice(0, 1, 3, 1), Sample.real(4, 3)),
                Sample.of(new Slice(-1, 0, 7, 3), Sample.real(2, 7)),
                Sample.of(new Slice(1, 2, 2, 1), Sample.real(2, 3)));
    }
}
