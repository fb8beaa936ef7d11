package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Embedding;
import dev.arclight.op.EmbeddingBagMax;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What stands behind the embeddings of {@link Functional}: padding, norms, bags. */
final class EmbeddingFunctions {
    private EmbeddingFunctions() {}

    static Tensor embedding(
            Tensor input,
            Tensor weight,
            @Nullable Integer paddingIdx,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq) {
        int padding = padding("embedding", paddingIdx, weight);
        if (maxNorm != null) {
            Rows rows = Rows.of("embedding", weight, input.toLongArray());
            cut(weight, rows, rows.gathered(weight), maxNorm, normType);
        }
        return Dispatch.run(new Embedding(padding, scaleGradByFreq), weight, input);
    }

    /**
     * {@link #embedding} that leaves the weight alone and cuts what it looks up, to the same values and with the same
     * gradient, so that several threads may ask for rows of one weight.
     */
    @SuppressWarnings("try") // The scope is there to be closed.
    static Tensor embeddingWithin(
            Tensor input,
            Tensor weight,
            @Nullable Integer paddingIdx,
            double maxNorm,
            double normType,
            boolean scaleGradByFreq) {
        int padding = padding("embedding", paddingIdx, weight);
        Rows rows = Rows.of("embedding", weight, input.toLongArray());
        Tensor asked = rows.gathered(weight);
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor values = asked.detach();
            cut(values, Rows.all(rows.distinct.length), values, maxNorm, normType);
        }
        Embedding op = new Embedding(Math.max(-1, Arrays.binarySearch(rows.distinct, padding)), scaleGradByFreq);
        Tensor places = Tensor.of(rows.places, input.shape().toArray());
        // Of the input's dtype, so that the op refuses what it would refuse as row numbers.
        return Dispatch.run(op, asked, places.to(input.dtype()));
    }

    static Tensor embeddingBag(
            Tensor input,
            Tensor weight,
            @Nullable Tensor offsets,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq,
            EmbeddingBagMode mode,
            @Nullable Tensor perSampleWeights,
            boolean includeLastOffset,
            @Nullable Integer paddingIdx) {
        if (perSampleWeights != null && mode != EmbeddingBagMode.SUM) {
            throw new ArclightException("embeddingBag: perSampleWeights go with mode SUM only, not with " + mode);
        }
        if (perSampleWeights != null && !perSampleWeights.shape().equals(input.shape())) {
            throw new ShapeException("embeddingBag: perSampleWeights " + perSampleWeights.shape()
                    + " must have the input's shape " + input.shape());
        }
        if (scaleGradByFreq && mode == EmbeddingBagMode.MAX) {
            throw new ArclightException("embeddingBag: mode MAX does not scale gradients by frequency");
        }
        if (weight.rank() != 2) {
            throw new ShapeException("embeddingBag: weight " + weight.shape() + " must be [rows, dimensions]");
        }
        long[] indices = input.toLongArray();
        long[] starts = starts(input, offsets, includeLastOffset);
        int padding = padding("embeddingBag", paddingIdx, weight);
        if (maxNorm != null) {
            Rows asked = Rows.of("embeddingBag", weight, indices);
            cut(weight, asked, asked.gathered(weight), maxNorm, normType);
        }
        Bags bags = Bags.of(indices, starts, padding);
        Tensor rows = Tensor.of(bags.rows, bags.rows.length);
        Tensor numbers = Tensor.of(bags.bags, bags.bags.length);
        int count = starts.length - 1;
        if (mode == EmbeddingBagMode.MAX) {
            return Dispatch.run(new EmbeddingBagMax(count), weight, rows, numbers);
        }
        Tensor factors = mode == EmbeddingBagMode.MEAN
                ? Tensor.of(bags.shares(count), bags.rows.length).to(weight.dtype())
                : Tensor.ones(weight.dtype()).expand(bags.rows.length);
        if (perSampleWeights != null) {
            Tensor own = perSampleWeights.reshape(indices.length);
            factors = bags.rows.length == indices.length
                    ? own
                    : own.indexSelect(0, Tensor.of(bags.places, bags.places.length));
        }
        Tensor forward = Dispatch.run(new WeightedRows(count), weight, factors, rows, numbers);
        if (!scaleGradByFreq || !GradMode.isEnabled() || !weight.requiresGrad()) {
            return forward;
        }
        // The value of the plain sum with the gradient of one whose rows are divided by their frequency.
        Tensor scaled = Dispatch.run(
                new WeightedRows(count),
                weight,
                factors.mul(
                        Tensor.of(bags.frequencies(indices), bags.rows.length).to(weight.dtype())),
                rows,
                numbers);
        return scaled.add(forward.sub(scaled).detach());
    }

    /** The rows of all bags that are not padding. */
    private record Bags(long[] rows, long[] bags, long[] places) {
        /** Of rows none of which is left out, each is in its place. */
        private static final long[] NO_PLACES = {};

        static Bags of(long[] indices, long[] starts, int padding) {
            if (padding < 0 && starts[starts.length - 1] == indices.length) {
                return ofAll(indices, starts);
            }
            long[] rows = new long[indices.length];
            long[] bags = new long[indices.length];
            long[] places = new long[indices.length];
            int kept = 0;
            for (int bag = 0; bag + 1 < starts.length; bag++) {
                for (int i = (int) starts[bag]; i < starts[bag + 1]; i++) {
                    if (indices[i] != padding) {
                        rows[kept] = indices[i];
                        bags[kept] = bag;
                        places[kept++] = i;
                    }
                }
            }
            return new Bags(Arrays.copyOf(rows, kept), Arrays.copyOf(bags, kept), Arrays.copyOf(places, kept));
        }

        private static Bags ofAll(long[] indices, long[] starts) {
            long[] bags = new long[indices.length];
            for (int bag = 0; bag + 1 < starts.length; bag++) {
                Arrays.fill(bags, (int) starts[bag], (int) starts[bag + 1], bag);
            }
            return new Bags(indices, bags, NO_PLACES);
        }

        /** For each row one by the size of its bag. */
        double[] shares(int count) {
            int[] sizes = new int[count];
            for (long bag : bags) {
                sizes[(int) bag]++;
            }
            double[] factors = new double[rows.length];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = 1.0 / sizes[(int) bags[i]];
            }
            return factors;
        }

        double[] frequencies(long[] indices) {
            Map<Long, Integer> counts = new HashMap<>();
            for (long index : indices) {
                counts.merge(index, 1, Integer::sum);
            }
            double[] factors = new double[rows.length];
            for (int i = 0; i < factors.length; i++) {
                factors[i] = 1.0 / counts.getOrDefault(rows[i], 1);
            }
            return factors;
        }
    }

    /** Where bags begin, and the end of the last. */
    private static long[] starts(Tensor input, @Nullable Tensor offsets, boolean includeLastOffset) {
        int n = input.numel();
        if (input.rank() == 2) {
            if (offsets != null) {
                throw new ArclightException("embeddingBag: an input of rows " + input.shape()
                        + " has its bags already; offsets must be absent");
            }
            long[] starts = new long[input.size(0) + 1];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = (long) i * input.size(1);
            }
            return starts;
        }
        if (input.rank() != 1 || offsets == null || offsets.rank() != 1) {
            throw new ShapeException("embeddingBag: the input must have one dimension with offsets of one dimension, or"
                    + " two without; got input " + input.shape() + " and offsets "
                    + (offsets == null ? "none" : offsets.shape()));
        }
        long[] given = offsets.toLongArray();
        if (includeLastOffset && given.length == 0) {
            throw new ArclightException("embeddingBag: includeLastOffset needs at least one offset");
        }
        long[] starts = includeLastOffset ? given : Arrays.copyOf(given, given.length + 1);
        if (!includeLastOffset) {
            starts[given.length] = n;
        }
        for (int i = 0; i < starts.length; i++) {
            long least = i == 0 ? 0 : starts[i - 1];
            if (starts[i] < least || starts[i] > n || i == 0 && given.length > 0 && starts[0] != 0) {
                throw new ArclightException("embeddingBag: offset " + starts[i] + " at place " + i
                        + " must not fall, begin at 0 and not pass the input's length " + n);
            }
        }
        return starts;
    }

    private static int padding(String what, @Nullable Integer paddingIdx, Tensor weight) {
        if (paddingIdx == null) {
            return -1;
        }
        int rows = weight.size(0);
        if (paddingIdx < -rows || paddingIdx >= rows) {
            throw new ArclightException(
                    what + ": paddingIdx " + paddingIdx + " is outside the " + rows + " rows of the weight");
        }
        return paddingIdx < 0 ? paddingIdx + rows : paddingIdx;
    }

    /**
     * The rows that are asked for.
     *
     * @param distinct each once, ascending
     * @param places where each one asked for is among them
     */
    private record Rows(long[] distinct, long[] places) {
        static Rows of(String what, Tensor weight, long[] indices) {
            for (long index : indices) {
                if (index < 0 || index >= weight.size(0)) {
                    throw new ArclightException(what + ": index " + index + " is outside [0, " + weight.size(0) + ")");
                }
            }
            long[] distinct = Arrays.stream(indices).sorted().distinct().toArray();
            long[] places = new long[indices.length];
            for (int i = 0; i < places.length; i++) {
                places[i] = Arrays.binarySearch(distinct, indices[i]);
            }
            return new Rows(distinct, places);
        }

        static Rows all(int count) {
            long[] numbers = LongStream.range(0, count).toArray();
            return new Rows(numbers, numbers);
        }

        Tensor gathered(Tensor weight) {
            return weight.indexSelect(0, Tensor.of(distinct, distinct.length));
        }
    }

    /** Scales those rows of {@code weight} down to the norm, in place and without recording it; {@code values} are theirs. */
    @SuppressWarnings("try") // The scope is there to be closed.
    private static void cut(Tensor weight, Rows rows, Tensor values, double maxNorm, double normType) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            double[] norms = values.norm(normType, Dims.of(1), false).toDoubleArray();
            Tensor plain = weight.detach();
            for (int i = 0; i < norms.length; i++) {
                if (norms[i] > maxNorm) {
                    plain.select(0, (int) rows.distinct[i]).mul_(maxNorm / (norms[i] + 1e-7));
                }
            }
        }
    }

    static Tensor oneHot(Tensor input, int numClasses) {
        if (input.dtype() != DType.INT64) {
            throw new DTypeException(
                    "oneHot: the numbers are " + input.dtype() + ", expected int64; convert with toLong()");
        }
        if (numClasses < -1 || numClasses == 0 || numClasses == -1 && input.numel() == 0) {
            throw new ShapeException("oneHot: " + numClasses + " classes for numbers of shape " + input.shape()
                    + "; expected one or more, or -1 where there are numbers");
        }
        long least = input.numel() == 0 ? 0 : (long) input.min().item();
        long largest = input.numel() == 0 ? -1 : (long) input.max().item();
        if (least < 0 || numClasses > 0 && largest >= numClasses) {
            throw new ArclightException("oneHot: the numbers go from " + least + " to " + largest + "; expected 0 to "
                    + (numClasses > 0 ? numClasses - 1 : "any number that is not negative"));
        }
        int[] shape = Arrays.copyOf(input.shape().toArray(), input.rank() + 1);
        shape[input.rank()] = numClasses > 0 ? numClasses : Math.toIntExact(largest + 1);
        return Tensor.zeros(DType.INT64, shape).scatter_(-1, input.unsqueeze(-1), 1);
    }
}
