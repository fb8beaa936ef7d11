package dev.arclight.graph;

import dev.arclight.op.ViewOp;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/** Another look at a value that no operation made, such as {@code detach} gives. */
record Alias(Shape shape, int[] strides, int shift) implements ViewOp {
    Alias(Tensor base, Tensor look) {
        this(look.shape(), look.strides(), look.offset() - base.offset());
    }

    @Override
    public String name() {
        return "alias";
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        return new TensorType[] {new TensorType(inputs[0].dtype(), shape)};
    }

    @Override
    public Layout layout(Tensor input) {
        return new Layout(strides, input.offset() + shift);
    }
}
