package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.TensorType;

/** Elementwise on one tensor, of any dtype but bool; the result has its shape and dtype. */
public interface UnaryOp extends Op, UnaryMap {
    @Override
    default TensorType[] infer(TensorType[] inputs) {
        DType dtype = inputs[0].dtype();
        if (dtype == DType.BOOL) {
            throw new DTypeException(name() + ": not defined for bool; convert with to(DType.INT32) first");
        }
        return new TensorType[] {inputs[0].as(dtype, inputs[0].shape())};
    }

    @Override
    default boolean mayRunInPlace() {
        return true;
    }

    @Override
    default boolean keepsMemoryOrder() {
        return true;
    }

    /** Those that take bool as well. */
    interface Any extends UnaryOp {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            return Op.one(inputs[0].dtype(), inputs[0].shape());
        }
    }

    /** Elementwise functions whose result is floating whatever the input, such as exp: integers become float32. */
    interface Floating extends UnaryOp {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            TensorType in = inputs[0];
            return new TensorType[] {in.as(Op.floating(in.dtype()), in.shape())};
        }

        @Override
        default long apply(long x) {
            throw new UnsupportedOperationException(name() + " computes in floating point");
        }
    }

    /** Those that refuse what is not floating. */
    interface OnlyFloating extends Floating {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            return Op.one(Op.requireFloating(this, inputs[0].dtype()), inputs[0].shape());
        }
    }

    /** Those on the bits of integers and bools, which refuse what is floating. */
    interface Whole extends UnaryOp {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            return Op.one(Op.requireWhole(this, inputs[0].dtype()), inputs[0].shape());
        }

        @Override
        default float apply(float x) {
            throw new UnsupportedOperationException(name() + " computes in whole numbers");
        }

        @Override
        default double apply(double x) {
            throw new UnsupportedOperationException(name() + " computes in whole numbers");
        }
    }
}
