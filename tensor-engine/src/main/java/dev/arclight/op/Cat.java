package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tensors one after the other along a dimension, as {@code torch.cat}. */
public record Cat(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs.length == 0) {
            throw new ShapeException("cat: expected at least one tensor, got none");
        }
        TensorType like = like(inputs);
        Shape first = like.shape();
        int axis = first.axis(name(), dim);
        int extent = 0;
        DType dtype = inputs[0].dtype();
        for (int i = 0; i < inputs.length; i++) {
            Shape shape = inputs[i].shape();
            dtype = DType.promote(dtype, inputs[i].dtype());
            if (nothing(shape) && first.rank() != 1) {
                continue;
            }
            if (shape.rank() != first.rank() || !shape.with(axis, 0).equals(first.with(axis, 0))) {
                throw new ShapeException("cat: tensor " + i + " has shape " + shape + ", others " + first
                        + "; all extents but that of dimension " + dim + " must be equal");
            }
            extent += shape.dim(axis);
        }
        return Op.one(dtype, first.with(axis, extent));
    }

    /** The first input that decides about the others' shapes. */
    private static TensorType like(TensorType[] inputs) {
        for (TensorType input : inputs) {
            if (!nothing(input.shape())) {
                return input;
            }
        }
        return inputs[0];
    }

    /** A vector without elements goes with any shape, as in PyTorch. */
    private static boolean nothing(Shape shape) {
        return shape.rank() == 1 && shape.size() == 0;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        @Nullable Tensor[] grads = new @Nullable Tensor[saved.inputCount()];
        int start = 0;
        for (int i = 0; i < grads.length; i++) {
            Shape shape = saved.inputType(i).shape();
            if (nothing(shape)) {
                if (saved.needs(i)) {
                    grads[i] = Tensor.zeros(grad.dtype(), 0);
                }
                continue;
            }
            int extent = shape.dim(dim);
            if (saved.needs(i)) {
                grads[i] = grad.narrow(dim, start, extent);
            }
            start += extent;
        }
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Cat(0), Sample.real(2, 3), Sample.real(1, 3)),
                Sample.of(new Cat(-1), Sample.real(2, 3), Sample.real(2, 0), Sample.real(2, 5)),
                Sample.of(new Cat(0), Sample.real(0), Sample.real(2, 3)),
                Sample.of(new Cat(1), Sample.real(2, 3, 2), Sample.real(2, 1, 2)));
    }
}
