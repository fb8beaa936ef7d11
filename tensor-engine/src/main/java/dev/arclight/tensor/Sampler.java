package dev.arclight.tensor;

import dev.arclight.op.CopyFrom;
import dev.arclight.op.Dispatch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The distributions of {@link TensorSampling} and {@link TensorRandom}, in arithmetic that is the same everywhere. */
final class Sampler {
    /** Doubles drawn at once on their way into floats. */
    private static final int CHUNK = 512;

    /** From this rate on Poisson numbers are found by rejection; below, uniform numbers are multiplied. */
    private static final double LARGE_RATE = 10;

    /** A distribution that fills arrays; the same numbers in however many pieces. */
    private abstract static class Distribution {
        abstract void fill(Generator generator, double[] out, int from, int to);

        void fill(Generator generator, float[] out, int from, int to) {
            double[] wide = new double[Math.min(CHUNK, to - from)];
            for (int at = from; at < to; at += wide.length) {
                int count = Math.min(wide.length, to - at);
                fill(generator, wide, 0, count);
                for (int i = 0; i < count; i++) {
                    out[at + i] = (float) wide[i];
                }
            }
        }
    }

    /** Doubles made one by one of uniform doubles. */
    private interface Quantile {
        double of(double uniform);
    }

    private static final class ByQuantile extends Distribution {
        private final Quantile quantile;

        ByQuantile(Quantile quantile) {
            this.quantile = quantile;
        }

        @Override
        void fill(Generator generator, double[] out, int from, int to) {
            generator.fillUniform(out, from, to);
            for (int i = from; i < to; i++) {
                out[i] = quantile.of(out[i]);
            }
        }
    }

    private static final class Uniform extends Distribution {
        private final double low;
        private final double high;

        Uniform(double low, double high) {
            this.low = low;
            this.high = high;
        }

        @Override
        void fill(Generator generator, double[] out, int from, int to) {
            generator.fillUniform(out, from, to);
            // Rounding may reach the upper bound, which does not belong to the interval.
            double last = low < high ? Math.nextDown(high) : high;
            for (int i = from; i < to; i++) {
                out[i] = Math.min(low + (high - low) * out[i], last);
            }
        }

        @Override
        void fill(Generator generator, float[] out, int from, int to) {
            generator.fillUniform(out, from, to);
            float start = (float) low;
            float end = (float) high;
            if (start == 0 && end == 1) {
                return;
            }
            float last = start < end ? Math.nextDown(end) : end;
            for (int i = from; i < to; i++) {
                out[i] = Math.min(start + (end - start) * out[i], last);
            }
        }
    }

    private static final class Normal extends Distribution {
        private final double mean;
        private final double std;

        Normal(double mean, double std) {
            this.mean = mean;
            this.std = std;
        }

        @Override
        void fill(Generator generator, double[] out, int from, int to) {
            generator.fillGaussian(out, from, to);
            for (int i = from; i < to; i++) {
                out[i] = mean + std * out[i];
            }
        }

        @Override
        void fill(Generator generator, float[] out, int from, int to) {
            generator.fillGaussian(out, from, to);
            if (mean != 0 || std != 1) {
                for (int i = from; i < to; i++) {
                    out[i] = (float) mean + (float) std * out[i];
                }
            }
        }
    }

    private Sampler() {}

    static Distribution uniform(double low, double high) {
        if (!(low <= high) || Double.isInfinite(high - low)) {
            throw new ArclightException("uniform_: the interval from " + low + " to " + high
                    + " is none; expected finite bounds, the lower one first");
        }
        return new Uniform(low, high);
    }

    static Distribution normal(double mean, double std) {
        if (!(std >= 0)) {
            throw new ArclightException("normal_: the standard deviation is " + std + "; it must be ≥ 0");
        }
        return new Normal(mean, std);
    }

    static Distribution logNormal(double mean, double std) {
        requirePositive("logNormal_", "standard deviation", std);
        return new Distribution() {
            @Override
            void fill(Generator generator, double[] out, int from, int to) {
                generator.fillGaussian(out, from, to);
                for (int i = from; i < to; i++) {
                    out[i] = StrictMath.exp(mean + std * out[i]);
                }
            }
        };
    }

    static Distribution exponential(double rate) {
        requirePositive("exponential_", "rate", rate);
        return new ByQuantile(uniform -> -StrictMath.log(1 - uniform) / rate);
    }

    static Distribution cauchy(double median, double sigma) {
        requirePositive("cauchy_", "sigma", sigma);
        return new ByQuantile(uniform -> median + sigma * StrictMath.tan(Math.PI * (uniform - 0.5)));
    }

    /** Writes numbers of a distribution over a floating tensor. */
    static Tensor fill(String what, Tensor target, Generator generator, Distribution distribution) {
        requireFloating(what, target.dtype());
        Dispatch.requireWritable(what, target);
        int n = target.numel();
        boolean direct = target.isContiguous()
                && !target.requiresGrad()
                && !target.dtype().isHalf();
        Tensor drawn = direct
                ? target
                : Tensor.uninitialized(target.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32, target.shape());
        int from = drawn.offset();
        if (drawn.dtype() == DType.FLOAT64) {
            distribution.fill(generator, drawn.storage().doubles(), from, from + n);
        } else {
            distribution.fill(generator, drawn.storage().floats(), from, from + n);
        }
        if (direct) {
            target.storage().changed();
            return target;
        }
        return write(what, target, drawn);
    }

    static Tensor geometric_(Tensor target, double p, Generator generator) {
        if (!(p > 0 && p < 1)) {
            throw new ArclightException("geometric_: the probability is " + p + "; it must be between 0 and 1");
        }
        if (target.dtype() == DType.BOOL) {
            throw new DTypeException("geometric_: bool does not count; use an integer or floating dtype");
        }
        double[] drawn = new double[target.numel()];
        double logOfFailure = StrictMath.log1p(-p);
        generator.fillUniform(drawn, 0, drawn.length);
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = Math.max(1, Math.ceil(StrictMath.log(1 - drawn[i]) / logOfFailure));
        }
        return write("geometric_", target, Tensor.of(drawn, target.shape().toArray()));
    }

    static Tensor bernoulli_(Tensor target, double p, Generator generator) {
        Dispatch.requireWritable("bernoulli_", target);
        boolean direct = target.dtype() == DType.FLOAT32 && target.isContiguous() && !target.requiresGrad();
        Tensor drawn = direct ? target : Tensor.uninitialized(DType.FLOAT32, target.shape());
        generator.fillBernoulli(drawn.storage().floats(), drawn.offset(), drawn.offset() + drawn.numel(), p, 1);
        if (direct) {
            target.storage().changed();
            return target;
        }
        return write("bernoulli_", target, drawn);
    }

    static Tensor bernoulli_(Tensor target, Tensor p, Generator generator) {
        requireFloating("bernoulli_", p.dtype());
        double[] probabilities = p.expand(target.shape().toArray()).toDoubleArray();
        byte[] drawn = new byte[probabilities.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (byte) (generator.nextBoolean(probabilities[i]) ? 1 : 0);
        }
        return write(
                "bernoulli_",
                target,
                Tensor.ofBytes(drawn, DType.BOOL, target.shape().toArray()));
    }

    static Tensor random_(Tensor target, Generator generator) {
        return switch (target.dtype()) {
            case FLOAT64 -> random_(target, 0, (1L << 53) + 1, generator);
            case FLOAT32 -> random_(target, 0, (1L << 24) + 1, generator);
            case FLOAT16 -> random_(target, 0, (1L << 11) + 1, generator);
            case BFLOAT16 -> random_(target, 0, (1L << 8) + 1, generator);
            case INT64 -> random(target, 0, Long.MIN_VALUE, generator);
            case INT32, INT16, INT8, UINT8, BOOL -> random_(target, 0, largest(target.dtype()) + 1, generator);
        };
    }

    static Tensor random_(Tensor target, long from, long to, Generator generator) {
        if (from >= to) {
            throw new ArclightException(
                    "random_: the range from " + from + " up to but without " + to + " is empty; expected from < to");
        }
        DType dtype = target.dtype();
        if (!dtype.isFloating() && (from < smallest(dtype) || to - 1 > largest(dtype))) {
            throw new ArclightException("random_: the range from " + from + " to " + (to - 1) + " passes that of "
                    + dtype + ", " + smallest(dtype) + " to " + largest(dtype));
        }
        return random(target, from, to, generator);
    }

    /** The distance from one bound to the other is unsigned. */
    private static Tensor random(Tensor target, long from, long to, Generator generator) {
        long[] drawn = new long[target.numel()];
        long range = to - from;
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = from
                    + (range > 0 && range <= Integer.MAX_VALUE
                            ? generator.nextInt((int) range)
                            : generator.nextUnsigned(range));
        }
        return write("random_", target, Tensor.of(drawn, target.shape().toArray()));
    }

    static Tensor normal(Generator generator, Tensor mean, Tensor std) {
        requireFloating("normal", mean.dtype());
        requireFloating("normal", std.dtype());
        for (double deviation : std.toDoubleArray()) {
            if (!(deviation >= 0)) {
                throw new ArclightException("normal: a standard deviation is " + deviation + "; all must be ≥ 0");
            }
        }
        Shape shape = Shape.broadcast("normal", mean.shape(), std.shape());
        DType dtype = DType.promote(mean.dtype(), std.dtype());
        return Tensor.randn(generator, dtype, shape.toArray()).mul(std).add(mean);
    }

    static Tensor poisson(Generator generator, Tensor rates) {
        requireFloating("poisson", rates.dtype());
        double[] drawn = rates.toDoubleArray();
        for (int i = 0; i < drawn.length; i++) {
            double rate = drawn[i];
            if (!(rate >= 0)) {
                throw new ArclightException("poisson: rate " + i + " is " + rate + "; all must be ≥ 0");
            }
            drawn[i] = rate < LARGE_RATE ? multiplied(generator, rate) : rejected(generator, rate);
        }
        return Tensor.of(drawn, rates.shape().toArray()).to(rates.dtype());
    }

    /** Poisson by how many uniform numbers must be multiplied to pass e^−rate (Knuth). */
    private static double multiplied(Generator generator, double rate) {
        double limit = StrictMath.exp(-rate);
        double product = generator.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= generator.nextDouble();
            count++;
        }
        return count;
    }

    /** Poisson by transformed rejection with squeeze, PTRS (Hörmann 1993). */
    private static double rejected(Generator generator, double rate) {
        double b = 0.931 + 2.53 * Math.sqrt(rate);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double squeeze = 0.9277 - 3.6224 / (b - 2);
        double logRate = StrictMath.log(rate);
        while (true) {
            double u = generator.nextDouble() - 0.5;
            double v = generator.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + rate + 0.43);
            if (us >= 0.07 && v <= squeeze) {
                return k;
            }
            if (k < 0 || us < 0.013 && v > us) {
                continue;
            }
            double left = StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
            if (left <= k * logRate - rate - logFactorial(k)) {
                return k;
            }
        }
    }

    /** By Stirling's series, whose argument the recurrence brings up to 10. */
    private static double logFactorial(double k) {
        double y = k + 1;
        double product = 1;
        while (y < 10) {
            product *= y;
            y++;
        }
        double r = 1 / y;
        double z = r * r;
        double series = r * (1.0 / 12 - z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z / 1188))));
        return (y - 0.5) * StrictMath.log(y) - y + 0.5 * StrictMath.log(2 * Math.PI) + series - StrictMath.log(product);
    }

    static Tensor multinomial(Generator generator, Tensor weights, int samples, boolean replacement) {
        requireFloating("multinomial", weights.dtype());
        if (weights.rank() != 1 && weights.rank() != 2) {
            throw new ShapeException("multinomial: weights have shape " + weights.shape()
                    + ", expected [categories] or [rows, categories]");
        }
        if (samples <= 0) {
            throw new ArclightException("multinomial: " + samples + " samples are asked for; expected at least one");
        }
        int categories = weights.size(-1);
        if (categories == 0) {
            throw new ShapeException("multinomial: weights have shape " + weights.shape() + ", without a category");
        }
        int rows = weights.rank() == 1 ? 1 : weights.size(0);
        double[] all = weights.toDoubleArray();
        if ((long) rows * samples > Integer.MAX_VALUE) {
            throw new ShapeException("multinomial: " + samples + " samples for each of " + rows
                    + " rows are more than the largest Java array holds; draw them in parts");
        }
        long[] drawn = new long[rows * samples];
        for (int row = 0; row < rows; row++) {
            double[] one = Arrays.copyOfRange(all, row * categories, (row + 1) * categories);
            int possible = requireWeights(one);
            if (!replacement && possible < samples) {
                throw new ArclightException("multinomial: " + samples + " categories are asked for without replacement"
                        + " and " + possible + " have a weight; ask for fewer, or draw with replacement");
            }
            if (replacement) {
                again(generator, one, drawn, row * samples, samples);
            } else {
                once(generator, one, drawn, row * samples, samples);
            }
        }
        return weights.rank() == 1 ? Tensor.of(drawn, samples) : Tensor.of(drawn, rows, samples);
    }

    /** The number of categories that can be drawn. */
    private static int requireWeights(double[] weights) {
        int possible = 0;
        for (double weight : weights) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new ArclightException("multinomial: a weight is " + weight + "; all must be finite and ≥ 0");
            }
            possible += weight > 0 ? 1 : 0;
        }
        if (possible == 0) {
            throw new ArclightException("multinomial: all weights of a row are 0; one at least must be above");
        }
        return possible;
    }

    /** With replacement: a place on the line of all weights laid end to end. */
    private static void again(Generator generator, double[] weights, long[] drawn, int from, int samples) {
        double[] ends = weights.clone();
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        double total = ends[ends.length - 1];
        for (int i = 0; i < samples; i++) {
            // Rounding may reach the total, behind the last category that has a weight.
            double place = Math.min(generator.nextDouble() * total, Math.nextDown(total));
            int low = 0;
            int high = ends.length - 1;
            while (low < high) {
                int middle = low + high >>> 1;
                if (ends[middle] > place) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            drawn[from + i] = low;
        }
    }

    /** Without replacement: categories in the order in which exponential clocks of those rates ring. */
    private static void once(Generator generator, double[] weights, long[] drawn, int from, int samples) {
        double[] times = new double[weights.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = generator.nextExponential() / weights[i];
        }
        int[] first = IntStream.range(0, times.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> times[i]))
                .limit(samples)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i < samples; i++) {
            drawn[from + i] = first[i];
        }
    }

    static void requireFloating(String what, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(what + ": got " + dtype + ", expected a floating dtype");
        }
    }

    private static void requirePositive(String what, String name, double value) {
        if (!(value > 0)) {
            throw new ArclightException(what + ": the " + name + " is " + value + "; it must be positive");
        }
    }

    private static Tensor write(String what, Tensor target, Tensor drawn) {
        return target.overwrite(new CopyFrom(what.substring(0, what.length() - 1)), drawn.to(target.dtype()));
    }

    private static long smallest(DType dtype) {
        return switch (dtype) {
            case INT64 -> Long.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT8 -> Byte.MIN_VALUE;
            case UINT8, BOOL, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> 0;
        };
    }

    private static long largest(DType dtype) {
        return switch (dtype) {
            case INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> Long.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT8 -> Byte.MAX_VALUE;
            case UINT8 -> 255;
            case BOOL -> 1;
        };
    }
}
