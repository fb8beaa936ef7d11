package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;

/** Elementwise on two tensors with broadcasting and dtype promotion. */
public interface BinaryOp extends Op, BinaryMap {
    @Override
    default TensorType[] infer(TensorType[] inputs) {
        Shape shape = Shape.broadcast(name(), inputs[0].shape(), inputs[1].shape());
        return Op.one(resultType(TensorType.promote(inputs[0], inputs[1])), shape);
    }

    /** The result's dtype given the promoted one. */
    default DType resultType(DType promoted) {
        return promoted;
    }
}
