package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.TensorType;

/** A question about each element of one tensor; the result is bool. */
public interface TestOp extends Op {
    boolean test(float x);

    boolean test(double x);

    boolean test(long x);

    @Override
    default TensorType[] infer(TensorType[] inputs) {
        return Op.one(DType.BOOL, inputs[0].shape());
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
