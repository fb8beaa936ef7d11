package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same elements in another shape without copying, as {@code Tensor.view}. */
public record View(Shape shape) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].shape().size() != shape.size()) {
            throw new ShapeException("view: " + inputs[0].shape() + " has "
                    + inputs[0].shape().size() + " elements, the shape " + shape + " asks for " + shape.size());
        }
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Layout layout(Tensor input) {
        if (input.isContiguous()) {
            return new Layout(shape.strides(), input.offset());
        }
        int @Nullable [] strides = strides(input.shape().toArray(), input.strides(), shape.toArray());
        if (strides == null) {
            throw new ShapeException("view: a tensor of shape " + input.shape() + " and strides "
                    + Arrays.toString(input.strides()) + " cannot be seen as " + shape
                    + " without copying; use reshape");
        }
        return new Layout(strides, input.offset());
    }

    @Override
    public boolean fits(Tensor input) {
        return input.isContiguous() || strides(input.shape().toArray(), input.strides(), shape.toArray()) != null;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.reshape(saved.inputType(0).shape().toArray()));
    }

    /** Matches runs of old dimensions that lie evenly in memory with runs of new ones; null where none fits. */
    private static int @Nullable [] strides(int[] old, int[] oldStrides, int[] wanted) {
        int[] strides = new int[wanted.length];
        int size = 1;
        for (int extent : old) {
            size *= extent;
        }
        if (size == 0) {
            return Shape.of(wanted).strides();
        }
        int view = wanted.length - 1;
        int run = 1;
        int covered = 1;
        int base = old.length == 0 ? 1 : oldStrides[old.length - 1];
        for (int i = old.length - 1; i >= 0; i--) {
            run *= old[i];
            boolean runEnds = i == 0 || old[i - 1] != 1 && oldStrides[i - 1] != run * base;
            if (!runEnds) {
                continue;
            }
            while (view >= 0 && (covered < run || wanted[view] == 1)) {
                strides[view] = covered * base;
                covered *= wanted[view];
                view--;
            }
            if (covered != run) {
                return null;
            }
            if (i > 0) {
                base = oldStrides[i - 1];
                run = 1;
                covered = 1;
            }
        }
        while (view >= 0) {
            strides[view--] = 1;
        }
        return strides;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new View(Shape.of(3, 2)), Sample.real(2, 3)),
                Sample.of(new View(Shape.of()), Sample.real(1, 1)),
                Sample.of(new View(Shape.of(2, 2, 3, 1)), Sample.real(4, 3)),
                Sample.of(new View(Shape.of(0)), Sample.real(0, 3)));
    }
}
