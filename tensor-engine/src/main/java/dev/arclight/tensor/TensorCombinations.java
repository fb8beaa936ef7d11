package dev.arclight.tensor;

import dev.arclight.op.Addcdiv;
import dev.arclight.op.Addcmul;
import dev.arclight.op.Clamp;
import dev.arclight.op.ClampMax;
import dev.arclight.op.ClampMin;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Lerp;

/** Sums with factors, ways between numbers and bounds: of three operands, or of two and a number. */
public sealed interface TensorCombinations extends TensorBase permits Tensor {
    /** {@code this + alpha · other}. @throws DTypeException if whole numbers would be multiplied by what is not whole */
    default Tensor add(Tensor other, double alpha) {
        return alpha == 1 || bothBool(other) && alpha != 0
                ? self().add(other)
                : Dispatch.run(new Addcmul(1), self(), other, multiplier("add", other, alpha));
    }

    default Tensor add_(Tensor other, double alpha) {
        return alpha == 1 || bothBool(other) && alpha != 0
                ? self().add_(other)
                : Dispatch.runInPlace(new Addcmul(1), self(), other, multiplier("add", other, alpha));
    }

    /** {@code this - alpha · other}. @throws DTypeException if whole numbers would be multiplied by what is not whole */
    default Tensor sub(Tensor other, double alpha) {
        return alpha == 1 || anyBool(other) ? self().sub(other) : add(other, -alpha);
    }

    default Tensor sub_(Tensor other, double alpha) {
        return alpha == 1 || anyBool(other) ? self().sub_(other) : add_(other, -alpha);
    }

    /** {@code other - alpha · this}. */
    default Tensor rsub(Tensor other, double alpha) {
        return other.sub(self(), alpha);
    }

    /** {@code this + b · c}. */
    default Tensor addcmul(Tensor b, Tensor c) {
        return addcmul(b, c, 1);
    }

    /** {@code this + value · b · c}. */
    default Tensor addcmul(Tensor b, Tensor c, double value) {
        return Dispatch.run(new Addcmul(value), self(), b, c);
    }

    default Tensor addcmul_(Tensor b, Tensor c, double value) {
        return Dispatch.runInPlace(new Addcmul(value), self(), b, c);
    }

    /** {@code this + b / c}. @throws DTypeException of whole numbers */
    default Tensor addcdiv(Tensor b, Tensor c) {
        return addcdiv(b, c, 1);
    }

    /** {@code this + value · b / c}. @throws DTypeException of whole numbers */
    default Tensor addcdiv(Tensor b, Tensor c, double value) {
        return Dispatch.run(new Addcdiv(value), self(), b, c);
    }

    default Tensor addcdiv_(Tensor b, Tensor c, double value) {
        return Dispatch.runInPlace(new Addcdiv(value), self(), b, c);
    }

    /** {@code this + weight · (end - this)}. @throws DTypeException unless all have one floating dtype */
    default Tensor lerp(Tensor end, Tensor weight) {
        return Dispatch.run(Lerp.OP, self(), end, weight(weight));
    }

    default Tensor lerp(Tensor end, double weight) {
        return lerp(end, Tensor.number(weight));
    }

    default Tensor lerp_(Tensor end, Tensor weight) {
        return Dispatch.runInPlace(Lerp.OP, self(), end, weight(weight));
    }

    default Tensor lerp_(Tensor end, double weight) {
        return lerp_(end, Tensor.number(weight));
    }

    /** The elements within two bounds, the upper one where the lower is above it; NaN stays, and a NaN bound gives NaN. */
    default Tensor clamp(double min, double max) {
        return clamp(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp(long min, long max) {
        return clamp(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp(Tensor min, Tensor max) {
        return Dispatch.run(Clamp.OP, self(), min, max);
    }

    default Tensor clamp_(double min, double max) {
        return clamp_(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp_(long min, long max) {
        return clamp_(Tensor.number(min), Tensor.number(max));
    }

    default Tensor clamp_(Tensor min, Tensor max) {
        return Dispatch.runInPlace(Clamp.OP, self(), min, max);
    }

    /** The elements, or the bound for those below it; NaN stays. */
    default Tensor clampMin(Tensor bound) {
        return Dispatch.run(ClampMin.OP, self(), bound);
    }

    default Tensor clampMin(double bound) {
        return Dispatch.run(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin(long bound) {
        return Dispatch.run(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin_(Tensor bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), bound);
    }

    default Tensor clampMin_(double bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMin_(long bound) {
        return Dispatch.runInPlace(ClampMin.OP, self(), Tensor.number(bound));
    }

    /** The elements, or the bound for those above it; NaN stays. */
    default Tensor clampMax(Tensor bound) {
        return Dispatch.run(ClampMax.OP, self(), bound);
    }

    default Tensor clampMax(double bound) {
        return Dispatch.run(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax(long bound) {
        return Dispatch.run(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax_(Tensor bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), bound);
    }

    default Tensor clampMax_(double bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), Tensor.number(bound));
    }

    default Tensor clampMax_(long bound) {
        return Dispatch.runInPlace(ClampMax.OP, self(), Tensor.number(bound));
    }

    /** Of bools, any factor but 0 is 1. */
    private boolean bothBool(Tensor other) {
        return dtype() == DType.BOOL && other.dtype() == DType.BOOL;
    }

    /** Whether there is no difference, which is refused where it is asked for. */
    private boolean anyBool(Tensor other) {
        return dtype() == DType.BOOL || other.dtype() == DType.BOOL;
    }

    /** A single weight counts as a number, whatever its dtype. */
    private Tensor weight(Tensor weight) {
        return weight.rank() == 0 ? weight.to(dtype()) : weight;
    }

    /** A factor for the operand of a sum; whole numbers have whole ones. */
    private Tensor multiplier(String op, Tensor other, double alpha) {
        if (dtype().isFloating() || other.dtype().isFloating()) {
            return Tensor.number(alpha);
        }
        if (alpha != Math.rint(alpha)) {
            throw new DTypeException(op + ": alpha is " + alpha + " beside " + dtype() + " and " + other.dtype()
                    + "; for whole numbers it must be whole");
        }
        return Tensor.number((long) alpha);
    }
}
