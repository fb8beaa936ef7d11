package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;

/** Elementwise on two tensors with broadcasting and dtype promotion. */
public interface BinaryOp extends Op, BinaryMap {
    @Override
    default TensorType[] infer(TensorType[] inputs) {
        TensorType left = inputs[0];
        TensorType right = inputs[1];
        Shape shape = left.shape().equals(right.shape())
                ? left.shape()
                : Shape.broadcast(name(), left.shape(), right.shape());
        return new TensorType[] {left.as(resultType(TensorType.promote(left, right)), shape)};
    }

    @Override
    default boolean mayRunInPlace() {
        return true;
    }

    /** The result's dtype given the promoted one. */
    default DType resultType(DType promoted) {
        return promoted;
    }
}
