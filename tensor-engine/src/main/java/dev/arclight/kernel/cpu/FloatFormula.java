package dev.arclight.kernel.cpu;

/**
 * Operations on floats that have formulas on vectors beside their ops' scalar definitions, whose bits they give: up to three
 * operands, each a span or one number, and up to three parameters, numbers that may differ from call to call.
 */
public enum FloatFormula {
    EXP2(1),
    LOG2(1),
    LOG10(1),
    ASIN(1),
    ACOS(1),
    ATAN(1),
    /** Except where {@link #OUTSIDE_GAMMA} holds. */
    LGAMMA(1),
    /** Except where {@link #OUTSIDE_GAMMA} holds. */
    DIGAMMA(1),
    /** Except where {@link #OUTSIDE_GAMMA} holds. */
    TRIGAMMA(1),
    /** Whether the formulas of the gamma function do not hold: not positive, infinite or denormal. */
    OUTSIDE_GAMMA(1),
    LOGIT(1),
    SINC(1),
    SINH(1),
    COSH(1),
    ASINH(1),
    ACOSH(1),
    ATANH(1),
    ERFINV(1),
    LOG_SIGMOID(1),
    MISH(1),
    /** With the numbers for NaN, ∞ and -∞. */
    NAN_TO_NUM(1),
    ROUND(1),
    FLOOR(1),
    CEIL(1),
    TRUNC(1),
    FRAC(1),
    SIGN(1),
    HARDSIGMOID(1),
    HARDSWISH(1),
    /** With the slope. */
    LEAKY_RELU(1),
    /** With the factors below zero, above it, and of the exponent. */
    ELU(1),
    /** With both bounds. */
    HARDTANH(1),
    /** With both bounds, of which the first is negative and the second positive. */
    HARDTANH_AROUND_ZERO(1),
    HARDSHRINK(1),
    SOFTSHRINK(1),
    /** With the threshold and the value. */
    THRESHOLD(1),
    /** With beta and the threshold. */
    SOFTPLUS(1),
    POW(2),
    ATAN2(2),
    HYPOT(2),
    /** Except where {@link #FAR_QUOTIENT} holds. */
    FMOD(2),
    /** Except where {@link #FAR_QUOTIENT} holds. */
    REMAINDER(2),
    LOGADDEXP(2),
    LOGADDEXP2(2),
    XLOGY(2),
    /** With the factor of the square, the bound and the slope beyond. */
    PAIR_LOSS(2),
    PRELU(2),
    SIGMOID_BACKWARD(2),
    TANH_BACKWARD(2),
    SILU_BACKWARD(2),
    GELU_BACKWARD(2),
    GELU_TANH_BACKWARD(2),
    MISH_BACKWARD(2),
    HARDSWISH_BACKWARD(2),
    /** With the slope. */
    LEAKY_RELU_BACKWARD(2),
    /** With the factors below zero, above it, and of the exponent. */
    ELU_BACKWARD(2),
    /** With both bounds and the slope between them. */
    HARDTANH_BACKWARD(2),
    LOGIT_BACKWARD(2),
    SHRINK_BACKWARD(2),
    THRESHOLD_BACKWARD(2),
    /** With beta and the threshold. */
    SOFTPLUS_BACKWARD(2),
    EQUAL(2),
    NOT_EQUAL(2),
    LESS(2),
    LESS_OR_EQUAL(2),
    GREATER(2),
    GREATER_OR_EQUAL(2),
    /** Whether the remainder of a division takes more than its quotient. */
    FAR_QUOTIENT(2),
    CLAMP(3),
    /** With twice the factor of the square, the bound and the slope beyond. */
    PAIR_LOSS_BACKWARD(3),
    LERP(3),
    /** With the factor. */
    ADDCMUL(3),
    /** With the factor. */
    ADDCDIV(3),
    /** The second operand where the first is not 0, else the third. */
    WHERE(3);

    private final int operands;

    FloatFormula(int operands) {
        this.operands = operands;
    }

    /** How many operands it takes. */
    public int operands() {
        return operands;
    }

    /** Whether the results are 0 or 1 in bytes, instead of floats. */
    public boolean isTest() {
        return switch (this) {
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, FAR_QUOTIENT, OUTSIDE_GAMMA -> true;
            default -> false;
        };
    }
}
