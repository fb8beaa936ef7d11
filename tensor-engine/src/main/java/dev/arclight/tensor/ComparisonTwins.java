package dev.arclight.tensor;

import java.util.List;

/** The functional spelling of {@link TensorComparison}, and choices by conditions. */
abstract class ComparisonTwins extends ArithmeticTwins {
    ComparisonTwins() {}

    /** {@link Tensor#where(Tensor, Tensor, Tensor)}. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        return Tensor.where(condition, a, b);
    }

    /** {@link Tensor#where(Tensor)}. */
    public static List<Tensor> where(Tensor condition) {
        return Tensor.where(condition);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, Tensor other) {
        return input.eq(other);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, double other) {
        return input.eq(other);
    }

    /** {@link Tensor#eq} of {@code input}. */
    public static Tensor eq(Tensor input, long other) {
        return input.eq(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, Tensor other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, double other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne} of {@code input}. */
    public static Tensor ne(Tensor input, long other) {
        return input.ne(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, Tensor other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, double other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt} of {@code input}. */
    public static Tensor lt(Tensor input, long other) {
        return input.lt(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, Tensor other) {
        return input.le(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, double other) {
        return input.le(other);
    }

    /** {@link Tensor#le} of {@code input}. */
    public static Tensor le(Tensor input, long other) {
        return input.le(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, Tensor other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, double other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt} of {@code input}. */
    public static Tensor gt(Tensor input, long other) {
        return input.gt(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, Tensor other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, double other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge} of {@code input}. */
    public static Tensor ge(Tensor input, long other) {
        return input.ge(other);
    }

    /** {@link Tensor#logicalAnd} of {@code input}. */
    public static Tensor logicalAnd(Tensor input, Tensor other) {
        return input.logicalAnd(other);
    }

    /** {@link Tensor#logicalOr} of {@code input}. */
    public static Tensor logicalOr(Tensor input, Tensor other) {
        return input.logicalOr(other);
    }

    /** {@link Tensor#logicalXor} of {@code input}. */
    public static Tensor logicalXor(Tensor input, Tensor other) {
        return input.logicalXor(other);
    }

    /** {@link Tensor#logicalNot} of {@code input}. */
    public static Tensor logicalNot(Tensor input) {
        return input.logicalNot();
    }

    /** {@link Tensor#isnan} of {@code input}. */
    public static Tensor isnan(Tensor input) {
        return input.isnan();
    }

    /** {@link Tensor#isinf} of {@code input}. */
    public static Tensor isinf(Tensor input) {
        return input.isinf();
    }

    /** {@link Tensor#isfinite} of {@code input}. */
    public static Tensor isfinite(Tensor input) {
        return input.isfinite();
    }

    /** {@link Tensor#signbit} of {@code input}. */
    public static Tensor signbit(Tensor input) {
        return input.signbit();
    }

    /** {@link Tensor#isposinf} of {@code input}. */
    public static Tensor isposinf(Tensor input) {
        return input.isposinf();
    }

    /** {@link Tensor#isneginf} of {@code input}. */
    public static Tensor isneginf(Tensor input) {
        return input.isneginf();
    }

    /** {@link Tensor#bitwiseAnd} of {@code input}. */
    public static Tensor bitwiseAnd(Tensor input, Tensor other) {
        return input.bitwiseAnd(other);
    }

    /** {@link Tensor#bitwiseAnd} of {@code input}. */
    public static Tensor bitwiseAnd(Tensor input, long other) {
        return input.bitwiseAnd(other);
    }

    /** {@link Tensor#bitwiseOr} of {@code input}. */
    public static Tensor bitwiseOr(Tensor input, Tensor other) {
        return input.bitwiseOr(other);
    }

    /** {@link Tensor#bitwiseOr} of {@code input}. */
    public static Tensor bitwiseOr(Tensor input, long other) {
        return input.bitwiseOr(other);
    }

    /** {@link Tensor#bitwiseXor} of {@code input}. */
    public static Tensor bitwiseXor(Tensor input, Tensor other) {
        return input.bitwiseXor(other);
    }

    /** {@link Tensor#bitwiseXor} of {@code input}. */
    public static Tensor bitwiseXor(Tensor input, long other) {
        return input.bitwiseXor(other);
    }

    /** {@link Tensor#bitwiseLeftShift} of {@code input}. */
    public static Tensor bitwiseLeftShift(Tensor input, Tensor other) {
        return input.bitwiseLeftShift(other);
    }

    /** {@link Tensor#bitwiseLeftShift} of {@code input}. */
    public static Tensor bitwiseLeftShift(Tensor input, long other) {
        return input.bitwiseLeftShift(other);
    }

    /** {@link Tensor#bitwiseRightShift} of {@code input}. */
    public static Tensor bitwiseRightShift(Tensor input, Tensor other) {
        return input.bitwiseRightShift(other);
    }

    /** {@link Tensor#bitwiseRightShift} of {@code input}. */
    public static Tensor bitwiseRightShift(Tensor input, long other) {
        return input.bitwiseRightShift(other);
    }

    /** {@link Tensor#bitwiseNot} of {@code input}. */
    public static Tensor bitwiseNot(Tensor input) {
        return input.bitwiseNot();
    }

    /** {@link Tensor#isclose} of {@code input}. */
    public static Tensor isclose(Tensor input, Tensor other) {
        return input.isclose(other);
    }

    /** {@link Tensor#isclose} of {@code input}. */
    public static Tensor isclose(Tensor input, Tensor other, double rtol, double atol, boolean equalNan) {
        return input.isclose(other, rtol, atol, equalNan);
    }

    /** {@link Tensor#allclose} of {@code input}. */
    public static boolean allclose(Tensor input, Tensor other) {
        return input.allclose(other);
    }

    /** {@link Tensor#allclose} of {@code input}. */
    public static boolean allclose(Tensor input, Tensor other, double rtol, double atol, boolean equalNan) {
        return input.allclose(other, rtol, atol, equalNan);
    }

    /** {@link Tensor#equal} of {@code input}. */
    public static boolean equal(Tensor input, Tensor other) {
        return input.equal(other);
    }

    /** {@link Tensor#isin} of {@code input}. */
    public static Tensor isin(Tensor input, Tensor testElements) {
        return input.isin(testElements);
    }

    /** {@link Tensor#isin} of {@code input}. */
    public static Tensor isin(Tensor input, Tensor testElements, boolean invert) {
        return input.isin(testElements, invert);
    }
}
