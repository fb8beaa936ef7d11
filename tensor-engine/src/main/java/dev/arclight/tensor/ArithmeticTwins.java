package dev.arclight.tensor;

/** The functional spelling of {@link TensorArithmetic}. */
abstract class ArithmeticTwins extends ArrangingTwins {
    ArithmeticTwins() {}

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, Tensor other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, double other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, long other) {
        return input.add(other);
    }

    /** {@link Tensor#add} of {@code input}. */
    public static Tensor add(Tensor input, Tensor other, double alpha) {
        return input.add(other, alpha);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, Tensor other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, double other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, long other) {
        return input.sub(other);
    }

    /** {@link Tensor#sub} of {@code input}. */
    public static Tensor sub(Tensor input, Tensor other, double alpha) {
        return input.sub(other, alpha);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, double other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, long other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, Tensor other) {
        return input.rsub(other);
    }

    /** {@link Tensor#rsub} of {@code input}. */
    public static Tensor rsub(Tensor input, Tensor other, double alpha) {
        return input.rsub(other, alpha);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, Tensor other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, double other) {
        return input.mul(other);
    }

    /** {@link Tensor#mul} of {@code input}. */
    public static Tensor mul(Tensor input, long other) {
        return input.mul(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, Tensor other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, double other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, long other) {
        return input.div(other);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, Tensor other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, double other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#div} of {@code input}. */
    public static Tensor div(Tensor input, long other, String roundingMode) {
        return input.div(other, roundingMode);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, Tensor other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, double other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#floorDivide} of {@code input}. */
    public static Tensor floorDivide(Tensor input, long other) {
        return input.floorDivide(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, Tensor other) {
        return input.remainder(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, double other) {
        return input.remainder(other);
    }

    /** {@link Tensor#remainder} of {@code input}. */
    public static Tensor remainder(Tensor input, long other) {
        return input.remainder(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, Tensor other) {
        return input.fmod(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, double other) {
        return input.fmod(other);
    }

    /** {@link Tensor#fmod} of {@code input}. */
    public static Tensor fmod(Tensor input, long other) {
        return input.fmod(other);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, Tensor exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, double exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#pow} of {@code input}. */
    public static Tensor pow(Tensor input, long exponent) {
        return input.pow(exponent);
    }

    /** {@link Tensor#floatPower} of {@code input}. */
    public static Tensor floatPower(Tensor input, Tensor exponent) {
        return input.floatPower(exponent);
    }

    /** {@link Tensor#floatPower} of {@code input}. */
    public static Tensor floatPower(Tensor input, double exponent) {
        return input.floatPower(exponent);
    }

    /** {@link Tensor#maximum} of {@code input}. */
    public static Tensor maximum(Tensor input, Tensor other) {
        return input.maximum(other);
    }

    /** {@link Tensor#minimum} of {@code input}. */
    public static Tensor minimum(Tensor input, Tensor other) {
        return input.minimum(other);
    }

    /** {@link Tensor#fmax} of {@code input}. */
    public static Tensor fmax(Tensor input, Tensor other) {
        return input.fmax(other);
    }

    /** {@link Tensor#fmin} of {@code input}. */
    public static Tensor fmin(Tensor input, Tensor other) {
        return input.fmin(other);
    }

    /** {@link Tensor#gcd} of {@code input}. */
    public static Tensor gcd(Tensor input, Tensor other) {
        return input.gcd(other);
    }

    /** {@link Tensor#lcm} of {@code input}. */
    public static Tensor lcm(Tensor input, Tensor other) {
        return input.lcm(other);
    }

    /** {@link Tensor#addcmul} of {@code input}. */
    public static Tensor addcmul(Tensor input, Tensor b, Tensor c) {
        return input.addcmul(b, c);
    }

    /** {@link Tensor#addcmul} of {@code input}. */
    public static Tensor addcmul(Tensor input, Tensor b, Tensor c, double value) {
        return input.addcmul(b, c, value);
    }

    /** {@link Tensor#addcdiv} of {@code input}. */
    public static Tensor addcdiv(Tensor input, Tensor b, Tensor c) {
        return input.addcdiv(b, c);
    }

    /** {@link Tensor#addcdiv} of {@code input}. */
    public static Tensor addcdiv(Tensor input, Tensor b, Tensor c, double value) {
        return input.addcdiv(b, c, value);
    }

    /** {@link Tensor#lerp} of {@code input}. */
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) {
        return input.lerp(end, weight);
    }

    /** {@link Tensor#lerp} of {@code input}. */
    public static Tensor lerp(Tensor input, Tensor end, double weight) {
        return input.lerp(end, weight);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, double min, double max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, long min, long max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clamp} of {@code input}. */
    public static Tensor clamp(Tensor input, Tensor min, Tensor max) {
        return input.clamp(min, max);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, Tensor bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, double bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMin} of {@code input}. */
    public static Tensor clampMin(Tensor input, long bound) {
        return input.clampMin(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, Tensor bound) {
        return input.clampMax(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, double bound) {
        return input.clampMax(bound);
    }

    /** {@link Tensor#clampMax} of {@code input}. */
    public static Tensor clampMax(Tensor input, long bound) {
        return input.clampMax(bound);
    }
}
