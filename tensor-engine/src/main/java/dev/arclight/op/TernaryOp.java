package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;

/** Elementwise on three tensors with broadcasting and dtype promotion. */
public interface TernaryOp extends Op, TernaryMap {
    @Override
    default TensorType[] infer(TensorType[] inputs) {
        Shape shape = Shape.broadcast(name(), inputs[0].shape(), inputs[1].shape());
        shape = Shape.broadcast(name(), shape, inputs[2].shape());
        return Op.one(resultType(TensorType.promote(inputs)), shape);
    }

    @Override
    default boolean mayRunInPlace() {
        return true;
    }

    @Override
    default boolean keepsMemoryOrder() {
        return true;
    }

    /** The result's dtype given the promoted one. */
    default DType resultType(DType promoted) {
        return promoted;
    }

    /** Those that refuse three bools. */
    interface NotBool extends TernaryOp {
        @Override
        default DType resultType(DType promoted) {
            if (promoted == DType.BOOL) {
                throw new DTypeException(name() + ": not defined for bool; convert with to(DType.INT32) first");
            }
            return promoted;
        }
    }

    /** Those that refuse what is not floating. */
    interface OnlyFloating extends TernaryOp {
        @Override
        default DType resultType(DType promoted) {
            return Op.requireFloating(this, promoted);
        }

        @Override
        default long apply(long a, long b, long c) {
            throw new UnsupportedOperationException(name() + " computes in floating point");
        }
    }

    /** Those whose inputs must have one floating dtype to begin with; Java numbers fit any. */
    interface OneFloating extends OnlyFloating {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            for (TensorType input : inputs) {
                if (!input.weak() && input.dtype() != inputs[0].dtype()) {
                    throw new DTypeException(name() + ": " + input.dtype() + " beside " + inputs[0].dtype()
                            + "; all inputs must have one dtype, convert with to(...)");
                }
            }
            return OnlyFloating.super.infer(inputs);
        }
    }
}
