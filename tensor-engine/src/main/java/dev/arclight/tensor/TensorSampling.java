package dev.arclight.tensor;

import java.util.Arrays;

/**
 * New tensors of random numbers; users call these as {@code Tensor.rand(2, 3)}. They draw from the current thread's
 * {@link Generator} unless one comes first. No gradient flows through a draw.
 */
public abstract sealed class TensorSampling extends TensorSequences permits Tensor {
    TensorSampling() {}

    /** Uniform in [0, 1), of the default dtype. */
    public static Tensor rand(int... shape) {
        return rand(Generator.current(), DType.getDefault(), shape);
    }

    /** Uniform in [0, 1), of the default dtype. */
    public static Tensor rand(Generator generator, int... shape) {
        return rand(generator, DType.getDefault(), shape);
    }

    /** Uniform in [0, 1). @throws DTypeException if the dtype is not floating */
    public static Tensor rand(DType dtype, int... shape) {
        return rand(Generator.current(), dtype, shape);
    }

    /** Uniform in [0, 1). @throws DTypeException if the dtype is not floating */
    public static Tensor rand(Generator generator, DType dtype, int... shape) {
        return empty(dtype, shape).uniform_(0, 1, generator);
    }

    /** Uniform in [0, 1) in another tensor's shape and dtype. */
    public static Tensor randLike(Tensor other) {
        return emptyLike(other).uniform_(0, 1);
    }

    /** Uniform in [0, 1) in another tensor's shape. @throws DTypeException if the dtype is not floating */
    public static Tensor randLike(Tensor other, DType dtype) {
        return emptyLike(other, dtype).uniform_(0, 1);
    }

    /** Standard normal, of the default dtype. */
    public static Tensor randn(int... shape) {
        return randn(Generator.current(), DType.getDefault(), shape);
    }

    /** Standard normal, of the default dtype. */
    public static Tensor randn(Generator generator, int... shape) {
        return randn(generator, DType.getDefault(), shape);
    }

    /** Standard normal. @throws DTypeException if the dtype is not floating */
    public static Tensor randn(DType dtype, int... shape) {
        return randn(Generator.current(), dtype, shape);
    }

    /** Standard normal. @throws DTypeException if the dtype is not floating */
    public static Tensor randn(Generator generator, DType dtype, int... shape) {
        return empty(dtype, shape).normal_(0, 1, generator);
    }

    /** Standard normal in another tensor's shape and dtype. */
    public static Tensor randnLike(Tensor other) {
        return emptyLike(other).normal_(0, 1);
    }

    /** Standard normal in another tensor's shape. @throws DTypeException if the dtype is not floating */
    public static Tensor randnLike(Tensor other, DType dtype) {
        return emptyLike(other, dtype).normal_(0, 1);
    }

    /** Whole numbers from {@code low} up to but without {@code high}, int64. */
    public static Tensor randint(long low, long high, int... shape) {
        return randint(Generator.current(), DType.INT64, low, high, shape);
    }

    /** Whole numbers from {@code low} up to but without {@code high}, int64. */
    public static Tensor randint(Generator generator, long low, long high, int... shape) {
        return randint(generator, DType.INT64, low, high, shape);
    }

    /** Whole numbers from {@code low} up to but without {@code high}. */
    public static Tensor randint(DType dtype, long low, long high, int... shape) {
        return randint(Generator.current(), dtype, low, high, shape);
    }

    /**
     * Whole numbers from {@code low} up to but without {@code high}.
     *
     * @throws ArclightException if the range is empty or the dtype does not hold it
     */
    public static Tensor randint(Generator generator, DType dtype, long low, long high, int... shape) {
        return empty(dtype, shape).random_(low, high, generator);
    }

    /** Whole numbers from {@code low} up to but without {@code high} in another tensor's shape and dtype. */
    public static Tensor randintLike(Tensor other, long low, long high) {
        return emptyLike(other).random_(low, high);
    }

    /** Whole numbers from {@code low} up to but without {@code high} in another tensor's shape. */
    public static Tensor randintLike(Tensor other, long low, long high, DType dtype) {
        return emptyLike(other, dtype).random_(low, high);
    }

    /** The numbers {@code 0 … n - 1} in random order, int64. */
    public static Tensor randperm(int n) {
        return randperm(Generator.current(), n);
    }

    /** The numbers {@code 0 … n - 1} in random order, int64. @throws ArclightException if {@code n} is negative */
    public static Tensor randperm(Generator generator, int n) {
        if (n < 0) {
            throw new ArclightException("randperm: n is " + n + "; it must be ≥ 0");
        }
        return of(Arrays.stream(generator.permutation(n)).asLongStream().toArray(), n);
    }

    /** Normal with one mean and standard deviation, of the default dtype. */
    public static Tensor normal(double mean, double std, int... shape) {
        return empty(shape).normal_(mean, std);
    }

    /** Normal with one mean and standard deviation, of the default dtype. */
    public static Tensor normal(Generator generator, double mean, double std, int... shape) {
        return empty(shape).normal_(mean, std, generator);
    }

    /** Normal with a mean and standard deviation for each element. */
    public static Tensor normal(Tensor mean, Tensor std) {
        return normal(Generator.current(), mean, std);
    }

    /** Normal with a mean for each element. */
    public static Tensor normal(Tensor mean, double std) {
        return normal(mean, std, Generator.current());
    }

    /** Normal with a mean for each element. */
    public static Tensor normal(Tensor mean, double std, Generator generator) {
        return normal(generator, mean, Tensor.full(mean.dtype(), std));
    }

    /** Normal with a standard deviation for each element. */
    public static Tensor normal(double mean, Tensor std) {
        return normal(Generator.current(), Tensor.full(std.dtype(), mean), std);
    }

    /**
     * Normal with a mean and standard deviation for each element; the two broadcast.
     *
     * @throws DTypeException if one is not floating
     * @throws ArclightException if a deviation is negative
     */
    public static Tensor normal(Generator generator, Tensor mean, Tensor std) {
        return Sampler.normal(generator, mean.detach(), std.detach());
    }

    /** Each element 1 with the probability that the input has there, else 0, in its dtype. */
    public static Tensor bernoulli(Tensor probabilities) {
        return bernoulli(Generator.current(), probabilities);
    }

    /**
     * Each element 1 with the probability that the input has there, else 0, in its dtype.
     *
     * @throws DTypeException if they are not floating
     * @throws ArclightException if one is not from 0 to 1
     */
    public static Tensor bernoulli(Generator generator, Tensor probabilities) {
        Sampler.requireFloating("bernoulli", probabilities.dtype());
        return emptyLike(probabilities).bernoulli_(probabilities, generator);
    }

    /** Poisson with the rate that the input has there, in its dtype. */
    public static Tensor poisson(Tensor rates) {
        return poisson(Generator.current(), rates);
    }

    /**
     * Poisson with the rate that the input has there, in its dtype.
     *
     * @throws DTypeException if they are not floating
     * @throws ArclightException if one is negative or NaN
     */
    public static Tensor poisson(Generator generator, Tensor rates) {
        return Sampler.poisson(generator, rates.detach());
    }

    /** As {@link #multinomial(Generator, Tensor, int, boolean)} without replacement. */
    public static Tensor multinomial(Tensor weights, int samples) {
        return multinomial(Generator.current(), weights, samples, false);
    }

    public static Tensor multinomial(Tensor weights, int samples, boolean replacement) {
        return multinomial(Generator.current(), weights, samples, replacement);
    }

    /**
     * Draws categories by their weights, which need not sum to 1.
     *
     * @param weights {@code [categories]} or {@code [rows, categories]}, floating, finite, not negative
     * @param replacement whether a category may be drawn again
     * @return int64 of shape {@code [samples]} or {@code [rows, samples]}, in the order drawn
     * @throws ArclightException if a weight is not allowed, all of a row are 0, or without replacement fewer categories
     *     have a weight than are to be drawn
     */
    public static Tensor multinomial(Generator generator, Tensor weights, int samples, boolean replacement) {
        return Sampler.multinomial(generator, weights.detach(), samples, replacement);
    }
}
