package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;

/** Elementwise comparison with broadcasting; the inputs are promoted to one dtype, the result is bool. */
public interface CompareOp extends Op, BinaryTest {
    @Override
    default TensorType[] infer(TensorType[] inputs) {
        return Op.one(DType.BOOL, Shape.broadcast(name(), inputs[0].shape(), inputs[1].shape()));
    }

    @Override
    default boolean keepsMemoryOrder() {
        return true;
    }

    @Override
    default boolean differentiable() {
        return false;
    }
}
