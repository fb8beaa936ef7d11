package dev.arclight.tensor;

/**
 * Random numbers over a tensor's elements, in place. The element at a place in row-major order takes the same number
 * whatever the strides. A gradient that flows back stops here.
 */
public sealed interface TensorRandom extends TensorBase permits Tensor {
    /** Uniform in [0, 1). */
    default Tensor uniform_() {
        return uniform_(0, 1);
    }

    /** Uniform in {@code [low, high)}. */
    default Tensor uniform_(double low, double high) {
        return uniform_(low, high, Generator.current());
    }

    /**
     * Uniform in {@code [low, high)}.
     *
     * @throws DTypeException if this is not floating
     * @throws ArclightException if {@code low} is above {@code high} or one is not finite
     */
    default Tensor uniform_(double low, double high, Generator generator) {
        return Sampler.fill("uniform_", self(), generator, Sampler.uniform(low, high));
    }

    /** Standard normal. */
    default Tensor normal_() {
        return normal_(0, 1);
    }

    default Tensor normal_(double mean, double std) {
        return normal_(mean, std, Generator.current());
    }

    /**
     * Normal.
     *
     * @throws DTypeException if this is not floating
     * @throws ArclightException if {@code std} is negative
     */
    default Tensor normal_(double mean, double std, Generator generator) {
        return Sampler.fill("normal_", self(), generator, Sampler.normal(mean, std));
    }

    /** e to the power of a normal number with mean 1 and standard deviation 2. */
    default Tensor logNormal_() {
        return logNormal_(1, 2);
    }

    /** e to the power of a normal number with this mean and standard deviation. */
    default Tensor logNormal_(double mean, double std) {
        return logNormal_(mean, std, Generator.current());
    }

    /** As {@link #logNormal_(double, double)}. @throws ArclightException if {@code std} is not positive */
    default Tensor logNormal_(double mean, double std, Generator generator) {
        return Sampler.fill("logNormal_", self(), generator, Sampler.logNormal(mean, std));
    }

    /** Exponential with mean 1. */
    default Tensor exponential_() {
        return exponential_(1);
    }

    /** Exponential with mean {@code 1 / rate}. */
    default Tensor exponential_(double rate) {
        return exponential_(rate, Generator.current());
    }

    /** As {@link #exponential_(double)}. @throws ArclightException if the rate is not positive */
    default Tensor exponential_(double rate, Generator generator) {
        return Sampler.fill("exponential_", self(), generator, Sampler.exponential(rate));
    }

    /** Cauchy around 0. */
    default Tensor cauchy_() {
        return cauchy_(0, 1);
    }

    /** Cauchy; half of the numbers are within {@code sigma} of the median. */
    default Tensor cauchy_(double median, double sigma) {
        return cauchy_(median, sigma, Generator.current());
    }

    /** As {@link #cauchy_(double, double)}. @throws ArclightException if {@code sigma} is not positive */
    default Tensor cauchy_(double median, double sigma, Generator generator) {
        return Sampler.fill("cauchy_", self(), generator, Sampler.cauchy(median, sigma));
    }

    /** The number of tries until the first success, of any dtype but bool. */
    default Tensor geometric_(double p) {
        return geometric_(p, Generator.current());
    }

    /** As {@link #geometric_(double)}. @throws ArclightException if {@code p} is not between 0 and 1 */
    default Tensor geometric_(double p, Generator generator) {
        return Sampler.geometric_(self(), p, generator);
    }

    /** 0 or 1 with the same probability, of any dtype. */
    default Tensor bernoulli_() {
        return bernoulli_(0.5);
    }

    /** 1 with probability {@code p}, else 0, of any dtype. */
    default Tensor bernoulli_(double p) {
        return bernoulli_(p, Generator.current());
    }

    /** As {@link #bernoulli_(double)}. @throws ArclightException if {@code p} is not from 0 to 1 */
    default Tensor bernoulli_(double p, Generator generator) {
        return Sampler.bernoulli_(self(), p, generator);
    }

    /** 1 with the probability that {@code p}, which broadcasts, has at that place, else 0, of any dtype. */
    default Tensor bernoulli_(Tensor p) {
        return bernoulli_(p, Generator.current());
    }

    /** As {@link #bernoulli_(Tensor)}. @throws ArclightException if a probability is not from 0 to 1 */
    default Tensor bernoulli_(Tensor p, Generator generator) {
        return Sampler.bernoulli_(self(), p.detach(), generator);
    }

    /** Whole numbers from 0 to the largest of an integer dtype, or to where a floating one still holds every whole number. */
    default Tensor random_() {
        return Sampler.random_(self(), Generator.current());
    }

    /** Whole numbers from 0 up to but without {@code to}. */
    default Tensor random_(long to) {
        return random_(0, to);
    }

    /** Whole numbers from {@code from} up to but without {@code to}. */
    default Tensor random_(long from, long to) {
        return random_(from, to, Generator.current());
    }

    /**
     * Whole numbers from {@code from} up to but without {@code to}.
     *
     * @throws ArclightException if the range is empty or passes the dtype's
     */
    default Tensor random_(long from, long to, Generator generator) {
        return Sampler.random_(self(), from, to, generator);
    }
}
