package dev.arclight.op;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
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

    @Override
    default boolean keepsMemoryOrder() {
        return true;
    }

    /** The result's dtype given the promoted one. */
    default DType resultType(DType promoted) {
        return promoted;
    }

    /** Those that refuse two bools. */
    interface NotBool extends BinaryOp {
        @Override
        default DType resultType(DType promoted) {
            if (promoted == DType.BOOL) {
                throw new DTypeException(name() + ": not defined for bool; convert with to(DType.INT32) first");
            }
            return promoted;
        }
    }

    /** Those whose result is floating whatever the inputs: integers become float32. */
    interface Floating extends BinaryOp {
        @Override
        default DType resultType(DType promoted) {
            return Op.floating(promoted);
        }

        @Override
        default long apply(long a, long b) {
            throw new UnsupportedOperationException(name() + " computes in floating point");
        }
    }

    /** Those that refuse what is not floating. */
    interface OnlyFloating extends Floating {
        @Override
        default DType resultType(DType promoted) {
            return Op.requireFloating(this, promoted);
        }
    }

    /** Those on the bits of integers and bools, which refuse what is floating. */
    interface Whole extends BinaryOp {
        @Override
        default DType resultType(DType promoted) {
            return Op.requireWhole(this, promoted);
        }

        @Override
        default float apply(float a, float b) {
            throw new UnsupportedOperationException(name() + " computes in whole numbers");
        }

        @Override
        default double apply(double a, double b) {
            throw new UnsupportedOperationException(name() + " computes in whole numbers");
        }
    }

    /** Those of integers, which refuse bools too. */
    interface OnlyIntegers extends Whole, NotBool {
        @Override
        default DType resultType(DType promoted) {
            return Op.requireWhole(this, NotBool.super.resultType(promoted));
        }
    }

    /** Those whose inputs must have one dtype to begin with. */
    interface OneDType extends BinaryOp {
        @Override
        default TensorType[] infer(TensorType[] inputs) {
            if (inputs[0].dtype() != inputs[1].dtype()) {
                throw new DTypeException(name() + ": " + inputs[0].dtype() + " and " + inputs[1].dtype()
                        + " are not one dtype; convert one with to(...)");
            }
            return BinaryOp.super.infer(inputs);
        }
    }

    /** Divisions that keep whole numbers whole and, as Java's, have no result for those by 0. */
    interface Division extends NotBool {
        /** @throws ArclightException if a whole number would be divided by 0 */
        default void requireDivisor(long divisor) {
            if (divisor == 0) {
                throw new ArclightException(name() + ": a whole number was divided by 0; convert with to(DType.FLOAT32)"
                        + " for infinities instead");
            }
        }
    }
}
