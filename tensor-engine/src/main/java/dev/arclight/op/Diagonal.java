package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The diagonal of two dimensions as a new last one, without copying, as {@code torch.diagonal}. A positive offset is
 * above the main diagonal, a negative one below it.
 */
public record Diagonal(int offset, int dim1, int dim2) implements ViewOp {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        int a = shape.axis(name(), dim1);
        int b = shape.axis(name(), dim2);
        if (a == b) {
            throw new ShapeException("diagonal: dimensions " + dim1 + " and " + dim2 + " of shape " + shape
                    + " are the same; a diagonal needs two");
        }
        int[] extents = new int[shape.rank() - 1];
        int count = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if (i != a && i != b) {
                extents[count++] = shape.dim(i);
            }
        }
        int rows = shape.dim(a);
        int columns = shape.dim(b);
        extents[count] = (int) Math.max(
                0, offset >= 0 ? Math.min(rows, (long) columns - offset) : Math.min((long) rows + offset, columns));
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    @Override
    public Layout layout(Tensor input) {
        return layout(input.shape(), input.strides(), input.offset());
    }

    private Layout layout(Shape shape, int[] old, int start) {
        int a = shape.axis(name(), dim1);
        int b = shape.axis(name(), dim2);
        int[] strides = new int[old.length - 1];
        int count = 0;
        for (int i = 0; i < old.length; i++) {
            if (i != a && i != b) {
                strides[count++] = old[i];
            }
        }
        strides[count] = old[a] + old[b];
        boolean outside = offset >= shape.dim(b) || -(long) offset >= shape.dim(a);
        int skipped = outside ? 0 : offset >= 0 ? offset * old[b] : -offset * old[a];
        return new Layout(strides, start + skipped);
    }

    /** Zeros of shape {@code whole} with {@code part} as its diagonal. */
    public Tensor embed(Tensor part, Shape whole) {
        Layout layout = layout(whole, whole.strides(), 0);
        return Dispatch.run(
                new AsStridedBackward(whole, part.shape(), Dims.of(layout.strides()), layout.offset()), part);
    }

    @Override
    public boolean showsPart() {
        return true;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(embed(grad, saved.inputType(0).shape()));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Diagonal(0, 0, 1), Sample.real(3, 3)),
                Sample.of(new Diagonal(1, -1, 0), Sample.real(4, 2, 3)),
                Sample.of(new Diagonal(-2, 0, 1), Sample.real(4, 3)),
                Sample.of(new Diagonal(5, 0, 1), Sample.real(2, 3)));
    }
}
