package dev.arclight.tensor;

import dev.arclight.op.BitwiseAnd;
import dev.arclight.op.BitwiseLeftShift;
import dev.arclight.op.BitwiseNot;
import dev.arclight.op.BitwiseOr;
import dev.arclight.op.BitwiseRightShift;
import dev.arclight.op.BitwiseXor;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Eq;
import dev.arclight.op.Ge;
import dev.arclight.op.Gt;
import dev.arclight.op.Isfinite;
import dev.arclight.op.Isinf;
import dev.arclight.op.Le;
import dev.arclight.op.LogicalAnd;
import dev.arclight.op.LogicalNot;
import dev.arclight.op.LogicalOr;
import dev.arclight.op.LogicalXor;
import dev.arclight.op.Lt;
import dev.arclight.op.Ne;
import dev.arclight.op.Signbit;

/**
 * Comparisons of every element with broadcasting and promotion, whose results are bool, and operations on bits. Methods that
 * end in {@code _} change the tensor: a comparison leaves 0 and 1 in its dtype.
 */
public sealed interface TensorComparison extends TensorBase permits Tensor {
    /** Where both are equal. */
    default Tensor eq(Tensor other) {
        return Dispatch.run(Eq.OP, self(), other);
    }

    default Tensor eq(double other) {
        return Dispatch.run(Eq.OP, self(), Tensor.number(other));
    }

    default Tensor eq(long other) {
        return Dispatch.run(Eq.OP, self(), Tensor.number(other));
    }

    default Tensor eq_(Tensor other) {
        return Dispatch.runInPlace(Eq.OP, self(), other);
    }

    default Tensor eq_(double other) {
        return Dispatch.runInPlace(Eq.OP, self(), Tensor.number(other));
    }

    default Tensor eq_(long other) {
        return Dispatch.runInPlace(Eq.OP, self(), Tensor.number(other));
    }

    /** Where both differ. */
    default Tensor ne(Tensor other) {
        return Dispatch.run(Ne.OP, self(), other);
    }

    default Tensor ne(double other) {
        return Dispatch.run(Ne.OP, self(), Tensor.number(other));
    }

    default Tensor ne(long other) {
        return Dispatch.run(Ne.OP, self(), Tensor.number(other));
    }

    default Tensor ne_(Tensor other) {
        return Dispatch.runInPlace(Ne.OP, self(), other);
    }

    default Tensor ne_(double other) {
        return Dispatch.runInPlace(Ne.OP, self(), Tensor.number(other));
    }

    default Tensor ne_(long other) {
        return Dispatch.runInPlace(Ne.OP, self(), Tensor.number(other));
    }

    /** Where this is less. */
    default Tensor lt(Tensor other) {
        return Dispatch.run(Lt.OP, self(), other);
    }

    default Tensor lt(double other) {
        return Dispatch.run(Lt.OP, self(), Tensor.number(other));
    }

    default Tensor lt(long other) {
        return Dispatch.run(Lt.OP, self(), Tensor.number(other));
    }

    default Tensor lt_(Tensor other) {
        return Dispatch.runInPlace(Lt.OP, self(), other);
    }

    default Tensor lt_(double other) {
        return Dispatch.runInPlace(Lt.OP, self(), Tensor.number(other));
    }

    default Tensor lt_(long other) {
        return Dispatch.runInPlace(Lt.OP, self(), Tensor.number(other));
    }

    /** Where this is less or equal. */
    default Tensor le(Tensor other) {
        return Dispatch.run(Le.OP, self(), other);
    }

    default Tensor le(double other) {
        return Dispatch.run(Le.OP, self(), Tensor.number(other));
    }

    default Tensor le(long other) {
        return Dispatch.run(Le.OP, self(), Tensor.number(other));
    }

    default Tensor le_(Tensor other) {
        return Dispatch.runInPlace(Le.OP, self(), other);
    }

    default Tensor le_(double other) {
        return Dispatch.runInPlace(Le.OP, self(), Tensor.number(other));
    }

    default Tensor le_(long other) {
        return Dispatch.runInPlace(Le.OP, self(), Tensor.number(other));
    }

    /** Where this is greater. */
    default Tensor gt(Tensor other) {
        return Dispatch.run(Gt.OP, self(), other);
    }

    default Tensor gt(double other) {
        return Dispatch.run(Gt.OP, self(), Tensor.number(other));
    }

    default Tensor gt(long other) {
        return Dispatch.run(Gt.OP, self(), Tensor.number(other));
    }

    default Tensor gt_(Tensor other) {
        return Dispatch.runInPlace(Gt.OP, self(), other);
    }

    default Tensor gt_(double other) {
        return Dispatch.runInPlace(Gt.OP, self(), Tensor.number(other));
    }

    default Tensor gt_(long other) {
        return Dispatch.runInPlace(Gt.OP, self(), Tensor.number(other));
    }

    /** Where this is greater or equal. */
    default Tensor ge(Tensor other) {
        return Dispatch.run(Ge.OP, self(), other);
    }

    default Tensor ge(double other) {
        return Dispatch.run(Ge.OP, self(), Tensor.number(other));
    }

    default Tensor ge(long other) {
        return Dispatch.run(Ge.OP, self(), Tensor.number(other));
    }

    default Tensor ge_(Tensor other) {
        return Dispatch.runInPlace(Ge.OP, self(), other);
    }

    default Tensor ge_(double other) {
        return Dispatch.runInPlace(Ge.OP, self(), Tensor.number(other));
    }

    default Tensor ge_(long other) {
        return Dispatch.runInPlace(Ge.OP, self(), Tensor.number(other));
    }

    /** Where neither is 0. */
    default Tensor logicalAnd(Tensor other) {
        return Dispatch.run(LogicalAnd.OP, self(), other);
    }

    default Tensor logicalAnd_(Tensor other) {
        return Dispatch.runInPlace(LogicalAnd.OP, self(), other);
    }

    /** Where one is not 0. */
    default Tensor logicalOr(Tensor other) {
        return Dispatch.run(LogicalOr.OP, self(), other);
    }

    default Tensor logicalOr_(Tensor other) {
        return Dispatch.runInPlace(LogicalOr.OP, self(), other);
    }

    /** Where exactly one is not 0. */
    default Tensor logicalXor(Tensor other) {
        return Dispatch.run(LogicalXor.OP, self(), other);
    }

    default Tensor logicalXor_(Tensor other) {
        return Dispatch.runInPlace(LogicalXor.OP, self(), other);
    }

    /** Where this is 0. */
    default Tensor logicalNot() {
        return Dispatch.run(LogicalNot.OP, self());
    }

    default Tensor logicalNot_() {
        return Dispatch.runInPlace(LogicalNot.OP, self());
    }

    /** Where this is NaN. */
    default Tensor isnan() {
        return Dispatch.run(Ne.OP, self(), self());
    }

    /** Where this is infinite. */
    default Tensor isinf() {
        return Dispatch.run(Isinf.OP, self());
    }

    /** Where this is neither NaN nor infinite. */
    default Tensor isfinite() {
        return Dispatch.run(Isfinite.OP, self());
    }

    /** Where the sign is minus, that of -0 too. */
    default Tensor signbit() {
        return Dispatch.run(Signbit.OP, self());
    }

    /** Where this is ∞. */
    default Tensor isposinf() {
        return eq(Double.POSITIVE_INFINITY);
    }

    /** Where this is -∞. */
    default Tensor isneginf() {
        return eq(Double.NEGATIVE_INFINITY);
    }

    /** The bits set in both, for bools the logical operation. @throws DTypeException of floats */
    default Tensor bitwiseAnd(Tensor other) {
        return Dispatch.run(BitwiseAnd.OP, self(), other);
    }

    default Tensor bitwiseAnd(long other) {
        return Dispatch.run(BitwiseAnd.OP, self(), Tensor.number(other));
    }

    default Tensor bitwiseAnd_(Tensor other) {
        return Dispatch.runInPlace(BitwiseAnd.OP, self(), other);
    }

    default Tensor bitwiseAnd_(long other) {
        return Dispatch.runInPlace(BitwiseAnd.OP, self(), Tensor.number(other));
    }

    /** The bits set in either, for bools the logical operation. @throws DTypeException of floats */
    default Tensor bitwiseOr(Tensor other) {
        return Dispatch.run(BitwiseOr.OP, self(), other);
    }

    default Tensor bitwiseOr(long other) {
        return Dispatch.run(BitwiseOr.OP, self(), Tensor.number(other));
    }

    default Tensor bitwiseOr_(Tensor other) {
        return Dispatch.runInPlace(BitwiseOr.OP, self(), other);
    }

    default Tensor bitwiseOr_(long other) {
        return Dispatch.runInPlace(BitwiseOr.OP, self(), Tensor.number(other));
    }

    /** The bits that differ, for bools the logical operation. @throws DTypeException of floats */
    default Tensor bitwiseXor(Tensor other) {
        return Dispatch.run(BitwiseXor.OP, self(), other);
    }

    default Tensor bitwiseXor(long other) {
        return Dispatch.run(BitwiseXor.OP, self(), Tensor.number(other));
    }

    default Tensor bitwiseXor_(Tensor other) {
        return Dispatch.runInPlace(BitwiseXor.OP, self(), other);
    }

    default Tensor bitwiseXor_(long other) {
        return Dispatch.runInPlace(BitwiseXor.OP, self(), Tensor.number(other));
    }

    /** The bits moved up. @throws DTypeException unless integers */
    default Tensor bitwiseLeftShift(Tensor other) {
        return Dispatch.run(BitwiseLeftShift.OP, self(), other);
    }

    default Tensor bitwiseLeftShift(long other) {
        return Dispatch.run(BitwiseLeftShift.OP, self(), Tensor.number(other));
    }

    default Tensor bitwiseLeftShift_(Tensor other) {
        return Dispatch.runInPlace(BitwiseLeftShift.OP, self(), other);
    }

    default Tensor bitwiseLeftShift_(long other) {
        return Dispatch.runInPlace(BitwiseLeftShift.OP, self(), Tensor.number(other));
    }

    /** The bits moved down, keeping the sign. @throws DTypeException unless integers */
    default Tensor bitwiseRightShift(Tensor other) {
        return Dispatch.run(BitwiseRightShift.OP, self(), other);
    }

    default Tensor bitwiseRightShift(long other) {
        return Dispatch.run(BitwiseRightShift.OP, self(), Tensor.number(other));
    }

    default Tensor bitwiseRightShift_(Tensor other) {
        return Dispatch.runInPlace(BitwiseRightShift.OP, self(), other);
    }

    default Tensor bitwiseRightShift_(long other) {
        return Dispatch.runInPlace(BitwiseRightShift.OP, self(), Tensor.number(other));
    }

    /** Every bit turned over, for bools the opposite. @throws DTypeException of floats */
    default Tensor bitwiseNot() {
        return Dispatch.run(BitwiseNot.OP, self());
    }

    default Tensor bitwiseNot_() {
        return Dispatch.runInPlace(BitwiseNot.OP, self());
    }

    /** {@link #isclose(Tensor, double, double, boolean)} with PyTorch's tolerances 1e-5 and 1e-8, NaN close to nothing. */
    default Tensor isclose(Tensor other) {
        return isclose(other, 1e-5, 1e-8, false);
    }

    /**
     * Where {@code |this - other| ≤ atol + rtol · |other|}, or both are the same infinity.
     *
     * @param equalNan whether NaN is close to NaN
     * @throws DTypeException unless both have one dtype
     * @throws ArclightException for a negative tolerance
     */
    default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
        if (dtype() != other.dtype()) {
            throw new DTypeException(
                    "isclose: " + dtype() + " and " + other.dtype() + " are not one dtype; convert one with to(...)");
        }
        if (rtol < 0 || atol < 0) {
            throw new ArclightException("isclose: the tolerances are " + rtol + " and " + atol + "; they must be ≥ 0");
        }
        Tensor close = eq(other);
        if (equalNan && dtype().isFloating()) {
            close = close.logicalOr(isnan().logicalAnd(other.isnan()));
        }
        if (rtol == 0 && atol == 0) {
            return close;
        }
        Tensor mine = dtype() == DType.BOOL ? self().to(DType.INT32) : self();
        Tensor theirs = dtype() == DType.BOOL ? other.to(DType.INT32) : other;
        Tensor error = mine.sub(theirs).abs();
        Tensor allowed = theirs.mul(rtol).abs().add(atol);
        return close.logicalOr(error.isfinite().logicalAnd(error.le(allowed)));
    }

    /** Whether all elements are close, with PyTorch's tolerances 1e-5 and 1e-8. */
    default boolean allclose(Tensor other) {
        return allclose(other, 1e-5, 1e-8, false);
    }

    /** Whether all elements are close, as {@link #isclose(Tensor, double, double, boolean)} says. */
    default boolean allclose(Tensor other, double rtol, double atol, boolean equalNan) {
        return isclose(other, rtol, atol, equalNan)
                        .logicalNot()
                        .to(DType.INT64)
                        .sum()
                        .item()
                == 0;
    }

    /** Whether both have the same shape and elements; NaN equals nothing. @throws DTypeException unless both have one dtype */
    default boolean equal(Tensor other) {
        if (dtype() != other.dtype()) {
            throw new DTypeException(
                    "equal: " + dtype() + " and " + other.dtype() + " are not one dtype; convert one with to(...)");
        }
        return shape().equals(other.shape()) && ne(other).to(DType.INT64).sum().item() == 0;
    }

    /** Which elements are among others. */
    default Tensor isin(Tensor testElements) {
        return isin(testElements, false);
    }

    /** Which elements are, or with {@code invert} are not, among others. */
    default Tensor isin(Tensor testElements, boolean invert) {
        return Membership.isin(self(), testElements, invert);
    }

    /** These elements where the condition holds, else the other's. @throws DTypeException unless the condition is bool */
    default Tensor where(Tensor condition, Tensor other) {
        return Tensor.where(condition, self(), other);
    }

    default Tensor where(Tensor condition, double other) {
        return Tensor.where(condition, self(), other);
    }
}
