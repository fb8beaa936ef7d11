package dev.arclight.tensor;

/** Other names that PyTorch gives its elementwise functions, NumPy's mostly. */
public sealed interface TensorAliases extends TensorBase permits Tensor {
    /** {@link Tensor#abs()}. */
    default Tensor absolute() {
        return self().abs();
    }

    /** {@link Tensor#abs_()}. */
    default Tensor absolute_() {
        return self().abs_();
    }

    /** {@link Tensor#acos()}. */
    default Tensor arccos() {
        return self().acos();
    }

    /** {@link Tensor#acos_()}. */
    default Tensor arccos_() {
        return self().acos_();
    }

    /** {@link Tensor#acosh()}. */
    default Tensor arccosh() {
        return self().acosh();
    }

    /** {@link Tensor#acosh_()}. */
    default Tensor arccosh_() {
        return self().acosh_();
    }

    /** {@link Tensor#asin()}. */
    default Tensor arcsin() {
        return self().asin();
    }

    /** {@link Tensor#asin_()}. */
    default Tensor arcsin_() {
        return self().asin_();
    }

    /** {@link Tensor#asinh()}. */
    default Tensor arcsinh() {
        return self().asinh();
    }

    /** {@link Tensor#asinh_()}. */
    default Tensor arcsinh_() {
        return self().asinh_();
    }

    /** {@link Tensor#atan()}. */
    default Tensor arctan() {
        return self().atan();
    }

    /** {@link Tensor#atan_()}. */
    default Tensor arctan_() {
        return self().atan_();
    }

    /** {@link Tensor#atanh()}. */
    default Tensor arctanh() {
        return self().atanh();
    }

    /** {@link Tensor#atanh_()}. */
    default Tensor arctanh_() {
        return self().atanh_();
    }

    /** {@link Tensor#trunc()}. */
    default Tensor fix() {
        return self().trunc();
    }

    /** {@link Tensor#trunc_()}. */
    default Tensor fix_() {
        return self().trunc_();
    }

    /** {@link Tensor#neg()}. */
    default Tensor negative() {
        return self().neg();
    }

    /** {@link Tensor#neg_()}. */
    default Tensor negative_() {
        return self().neg_();
    }

    /** {@link Tensor#mul(Tensor)}. */
    default Tensor multiply(Tensor other) {
        return self().mul(other);
    }

    /** {@link Tensor#mul_(Tensor)}. */
    default Tensor multiply_(Tensor other) {
        return self().mul_(other);
    }

    /** {@link Tensor#mul(double)}. */
    default Tensor multiply(double other) {
        return self().mul(other);
    }

    /** {@link Tensor#mul_(double)}. */
    default Tensor multiply_(double other) {
        return self().mul_(other);
    }

    /** {@link Tensor#mul(long)}. */
    default Tensor multiply(long other) {
        return self().mul(other);
    }

    /** {@link Tensor#mul_(long)}. */
    default Tensor multiply_(long other) {
        return self().mul_(other);
    }

    /** {@link Tensor#sub(Tensor)}. */
    default Tensor subtract(Tensor other) {
        return self().sub(other);
    }

    /** {@link Tensor#sub_(Tensor)}. */
    default Tensor subtract_(Tensor other) {
        return self().sub_(other);
    }

    /** {@link Tensor#sub(double)}. */
    default Tensor subtract(double other) {
        return self().sub(other);
    }

    /** {@link Tensor#sub_(double)}. */
    default Tensor subtract_(double other) {
        return self().sub_(other);
    }

    /** {@link Tensor#sub(long)}. */
    default Tensor subtract(long other) {
        return self().sub(other);
    }

    /** {@link Tensor#sub_(long)}. */
    default Tensor subtract_(long other) {
        return self().sub_(other);
    }

    /** {@link Tensor#sub(Tensor, double)}. */
    default Tensor subtract(Tensor other, double alpha) {
        return self().sub(other, alpha);
    }

    /** {@link Tensor#sub_(Tensor, double)}. */
    default Tensor subtract_(Tensor other, double alpha) {
        return self().sub_(other, alpha);
    }

    /** {@link Tensor#div(Tensor)}. */
    default Tensor divide(Tensor other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(Tensor)}. */
    default Tensor divide_(Tensor other) {
        return self().div_(other);
    }

    /** {@link Tensor#div(double)}. */
    default Tensor divide(double other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(double)}. */
    default Tensor divide_(double other) {
        return self().div_(other);
    }

    /** {@link Tensor#div(long)}. */
    default Tensor divide(long other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(long)}. */
    default Tensor divide_(long other) {
        return self().div_(other);
    }

    /** {@link Tensor#div(Tensor, String)}. */
    default Tensor divide(Tensor other, String roundingMode) {
        return self().div(other, roundingMode);
    }

    /** {@link Tensor#div_(Tensor, String)}. */
    default Tensor divide_(Tensor other, String roundingMode) {
        return self().div_(other, roundingMode);
    }

    /** {@link Tensor#div(double, String)}. */
    default Tensor divide(double other, String roundingMode) {
        return self().div(other, roundingMode);
    }

    /** {@link Tensor#div_(double, String)}. */
    default Tensor divide_(double other, String roundingMode) {
        return self().div_(other, roundingMode);
    }

    /** {@link Tensor#div(long, String)}. */
    default Tensor divide(long other, String roundingMode) {
        return self().div(other, roundingMode);
    }

    /** {@link Tensor#div_(long, String)}. */
    default Tensor divide_(long other, String roundingMode) {
        return self().div_(other, roundingMode);
    }

    /** {@link Tensor#div(Tensor)}. */
    default Tensor trueDivide(Tensor other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(Tensor)}. */
    default Tensor trueDivide_(Tensor other) {
        return self().div_(other);
    }

    /** {@link Tensor#div(double)}. */
    default Tensor trueDivide(double other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(double)}. */
    default Tensor trueDivide_(double other) {
        return self().div_(other);
    }

    /** {@link Tensor#div(long)}. */
    default Tensor trueDivide(long other) {
        return self().div(other);
    }

    /** {@link Tensor#div_(long)}. */
    default Tensor trueDivide_(long other) {
        return self().div_(other);
    }

    /** {@link Tensor#atan2(Tensor)}. */
    default Tensor arctan2(Tensor other) {
        return self().atan2(other);
    }

    /** {@link Tensor#atan2_(Tensor)}. */
    default Tensor arctan2_(Tensor other) {
        return self().atan2_(other);
    }

    /** {@link Tensor#gt(Tensor)}. */
    default Tensor greater(Tensor other) {
        return self().gt(other);
    }

    /** {@link Tensor#gt_(Tensor)}. */
    default Tensor greater_(Tensor other) {
        return self().gt_(other);
    }

    /** {@link Tensor#gt(double)}. */
    default Tensor greater(double other) {
        return self().gt(other);
    }

    /** {@link Tensor#gt_(double)}. */
    default Tensor greater_(double other) {
        return self().gt_(other);
    }

    /** {@link Tensor#gt(long)}. */
    default Tensor greater(long other) {
        return self().gt(other);
    }

    /** {@link Tensor#gt_(long)}. */
    default Tensor greater_(long other) {
        return self().gt_(other);
    }

    /** {@link Tensor#ge(Tensor)}. */
    default Tensor greaterEqual(Tensor other) {
        return self().ge(other);
    }

    /** {@link Tensor#ge_(Tensor)}. */
    default Tensor greaterEqual_(Tensor other) {
        return self().ge_(other);
    }

    /** {@link Tensor#ge(double)}. */
    default Tensor greaterEqual(double other) {
        return self().ge(other);
    }

    /** {@link Tensor#ge_(double)}. */
    default Tensor greaterEqual_(double other) {
        return self().ge_(other);
    }

    /** {@link Tensor#ge(long)}. */
    default Tensor greaterEqual(long other) {
        return self().ge(other);
    }

    /** {@link Tensor#ge_(long)}. */
    default Tensor greaterEqual_(long other) {
        return self().ge_(other);
    }

    /** {@link Tensor#lt(Tensor)}. */
    default Tensor less(Tensor other) {
        return self().lt(other);
    }

    /** {@link Tensor#lt_(Tensor)}. */
    default Tensor less_(Tensor other) {
        return self().lt_(other);
    }

    /** {@link Tensor#lt(double)}. */
    default Tensor less(double other) {
        return self().lt(other);
    }

    /** {@link Tensor#lt_(double)}. */
    default Tensor less_(double other) {
        return self().lt_(other);
    }

    /** {@link Tensor#lt(long)}. */
    default Tensor less(long other) {
        return self().lt(other);
    }

    /** {@link Tensor#lt_(long)}. */
    default Tensor less_(long other) {
        return self().lt_(other);
    }

    /** {@link Tensor#le(Tensor)}. */
    default Tensor lessEqual(Tensor other) {
        return self().le(other);
    }

    /** {@link Tensor#le_(Tensor)}. */
    default Tensor lessEqual_(Tensor other) {
        return self().le_(other);
    }

    /** {@link Tensor#le(double)}. */
    default Tensor lessEqual(double other) {
        return self().le(other);
    }

    /** {@link Tensor#le_(double)}. */
    default Tensor lessEqual_(double other) {
        return self().le_(other);
    }

    /** {@link Tensor#le(long)}. */
    default Tensor lessEqual(long other) {
        return self().le(other);
    }

    /** {@link Tensor#le_(long)}. */
    default Tensor lessEqual_(long other) {
        return self().le_(other);
    }

    /** {@link Tensor#ne(Tensor)}. */
    default Tensor notEqual(Tensor other) {
        return self().ne(other);
    }

    /** {@link Tensor#ne_(Tensor)}. */
    default Tensor notEqual_(Tensor other) {
        return self().ne_(other);
    }

    /** {@link Tensor#ne(double)}. */
    default Tensor notEqual(double other) {
        return self().ne(other);
    }

    /** {@link Tensor#ne_(double)}. */
    default Tensor notEqual_(double other) {
        return self().ne_(other);
    }

    /** {@link Tensor#ne(long)}. */
    default Tensor notEqual(long other) {
        return self().ne(other);
    }

    /** {@link Tensor#ne_(long)}. */
    default Tensor notEqual_(long other) {
        return self().ne_(other);
    }

    /** {@link Tensor#clamp(double, double)}. */
    default Tensor clip(double min, double max) {
        return self().clamp(min, max);
    }

    /** {@link Tensor#clamp_(double, double)}. */
    default Tensor clip_(double min, double max) {
        return self().clamp_(min, max);
    }

    /** {@link Tensor#clamp(long, long)}. */
    default Tensor clip(long min, long max) {
        return self().clamp(min, max);
    }

    /** {@link Tensor#clamp_(long, long)}. */
    default Tensor clip_(long min, long max) {
        return self().clamp_(min, max);
    }

    /** {@link Tensor#clamp(Tensor, Tensor)}. */
    default Tensor clip(Tensor min, Tensor max) {
        return self().clamp(min, max);
    }

    /** {@link Tensor#clamp_(Tensor, Tensor)}. */
    default Tensor clip_(Tensor min, Tensor max) {
        return self().clamp_(min, max);
    }
}
