package dev.arclight.tensor;

import java.util.List;

/** The functional spelling of {@link TensorAliases}. */
abstract class AliasTwins extends ComparisonTwins {
    AliasTwins() {}

    /** {@link Tensor#abs()} of {@code input}. */
    public static Tensor absolute(Tensor input) {
        return input.abs();
    }

    /** {@link Tensor#acos()} of {@code input}. */
    public static Tensor arccos(Tensor input) {
        return input.acos();
    }

    /** {@link Tensor#acosh()} of {@code input}. */
    public static Tensor arccosh(Tensor input) {
        return input.acosh();
    }

    /** {@link Tensor#asin()} of {@code input}. */
    public static Tensor arcsin(Tensor input) {
        return input.asin();
    }

    /** {@link Tensor#asinh()} of {@code input}. */
    public static Tensor arcsinh(Tensor input) {
        return input.asinh();
    }

    /** {@link Tensor#atan()} of {@code input}. */
    public static Tensor arctan(Tensor input) {
        return input.atan();
    }

    /** {@link Tensor#atanh()} of {@code input}. */
    public static Tensor arctanh(Tensor input) {
        return input.atanh();
    }

    /** {@link Tensor#trunc()} of {@code input}. */
    public static Tensor fix(Tensor input) {
        return input.trunc();
    }

    /** {@link Tensor#neg()} of {@code input}. */
    public static Tensor negative(Tensor input) {
        return input.neg();
    }

    /** {@link Tensor#mul(Tensor)} of {@code input}. */
    public static Tensor multiply(Tensor input, Tensor other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul(double)} of {@code input}. */
    public static Tensor multiply(Tensor input, double other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul(long)} of {@code input}. */
    public static Tensor multiply(Tensor input, long other) {
        return input.mul(other);
    }

    /** {@link Tensor#sub(Tensor)} of {@code input}. */
    public static Tensor subtract(Tensor input, Tensor other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub(double)} of {@code input}. */
    public static Tensor subtract(Tensor input, double other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub(long)} of {@code input}. */
    public static Tensor subtract(Tensor input, long other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub(Tensor, double)} of {@code input}. */
    public static Tensor subtract(Tensor input, Tensor other, double alpha) {
        return input.sub(other, alpha);
    }

    /** {@link Tensor#div(Tensor)} of {@code input}. */
    public static Tensor divide(Tensor input, Tensor other) {
        return input.div(other);
    }

    /** {@link Tensor#div(double)} of {@code input}. */
    public static Tensor divide(Tensor input, double other) {
        return input.div(other);
    }

    /** {@link Tensor#div(long)} of {@code input}. */
    public static Tensor divide(Tensor input, long other) {
        return input.div(other);
    }

    /** {@link Tensor#div(Tensor, String)} of {@code input}. */
    public static Tensor divide(Tensor input, Tensor other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div(double, String)} of {@code input}. */
    public static Tensor divide(Tensor input, double other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div(long, String)} of {@code input}. */
    public static Tensor divide(Tensor input, long other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div(Tensor)} of {@code input}. */
    public static Tensor trueDivide(Tensor input, Tensor other) {
        return input.div(other);
    }

    /** {@link Tensor#div(double)} of {@code input}. */
    public static Tensor trueDivide(Tensor input, double other) {
        return input.div(other);
    }

    /** {@link Tensor#div(long)} of {@code input}. */
    public static Tensor trueDivide(Tensor input, long other) {
        return input.div(other);
    }

    /** {@link Tensor#atan2(Tensor)} of {@code input}. */
    public static Tensor arctan2(Tensor input, Tensor other) {
        return input.atan2(other);
    }

    /** {@link Tensor#gt(Tensor)} of {@code input}. */
    public static Tensor greater(Tensor input, Tensor other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt(double)} of {@code input}. */
    public static Tensor greater(Tensor input, double other) {
        return input.gt(other);
    }

    /** {@link Tensor#gt(long)} of {@code input}. */
    public static Tensor greater(Tensor input, long other) {
        return input.gt(other);
    }

    /** {@link Tensor#ge(Tensor)} of {@code input}. */
    public static Tensor greaterEqual(Tensor input, Tensor other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge(double)} of {@code input}. */
    public static Tensor greaterEqual(Tensor input, double other) {
        return input.ge(other);
    }

    /** {@link Tensor#ge(long)} of {@code input}. */
    public static Tensor greaterEqual(Tensor input, long other) {
        return input.ge(other);
    }

    /** {@link Tensor#lt(Tensor)} of {@code input}. */
    public static Tensor less(Tensor input, Tensor other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt(double)} of {@code input}. */
    public static Tensor less(Tensor input, double other) {
        return input.lt(other);
    }

    /** {@link Tensor#lt(long)} of {@code input}. */
    public static Tensor less(Tensor input, long other) {
        return input.lt(other);
    }

    /** {@link Tensor#le(Tensor)} of {@code input}. */
    public static Tensor lessEqual(Tensor input, Tensor other) {
        return input.le(other);
    }

    /** {@link Tensor#le(double)} of {@code input}. */
    public static Tensor lessEqual(Tensor input, double other) {
        return input.le(other);
    }

    /** {@link Tensor#le(long)} of {@code input}. */
    public static Tensor lessEqual(Tensor input, long other) {
        return input.le(other);
    }

    /** {@link Tensor#ne(Tensor)} of {@code input}. */
    public static Tensor notEqual(Tensor input, Tensor other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne(double)} of {@code input}. */
    public static Tensor notEqual(Tensor input, double other) {
        return input.ne(other);
    }

    /** {@link Tensor#ne(long)} of {@code input}. */
    public static Tensor notEqual(Tensor input, long other) {
        return input.ne(other);
    }

    /** {@link Tensor#clamp(double, double)} of {@code input}. */
    public static Tensor clip(Tensor input, double min, double max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp(long, long)} of {@code input}. */
    public static Tensor clip(Tensor input, long min, long max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp(Tensor, Tensor)} of {@code input}. */
    public static Tensor clip(Tensor input, Tensor min, Tensor max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#cat(List)}. */
    public static Tensor concatenate(List<Tensor> tensors) {
        return Tensor.cat(tensors);
    }

    /** {@link Tensor#cat(List, int)}. */
    public static Tensor concatenate(List<Tensor> tensors, int dim) {
        return Tensor.cat(tensors, dim);
    }
}
