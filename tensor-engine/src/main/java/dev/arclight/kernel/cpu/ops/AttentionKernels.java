package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.kernel.cpu.RightFactor;
import dev.arclight.op.Op;
import dev.arclight.op.ScaledDotProductAttention;
import dev.arclight.op.ScaledDotProductAttentionBackward;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention over blocks of scores that stay in the second cache. Query, key and value keep their strides; only their
 * elements along the last dimension and between rows are stepped over by the products.
 */
final class AttentionKernels {
    /**
     * Rows and columns of a block of scores. On 4096×64, JDK 17, an EPYC with AVX-512: from 64×128 to 384×512 forward took
     * 74 to 66 ms and with backward 232 to 212; 192×256 fills 192 KiB, a fifth of the second cache.
     */
    private static final int QUERIES = 192;

    private static final int KEYS = 256;

    private static final int NOWHERE = -1;

    private AttentionKernels() {}

    static void forward(Op op, Tensor[] inputs, Tensor[] outputs) {
        ScaledDotProductAttention attention = (ScaledDotProductAttention) op;
        Tensor mask = inputs.length > 3 ? inputs[3] : null;
        if (inputs[0].dtype() == DType.FLOAT64) {
            forward(new Attention<>(Exponentials.DOUBLES, RightFactor.DOUBLES), attention, mask, inputs, outputs);
        } else {
            forward(new Attention<>(Exponentials.FLOATS, RightFactor.FLOATS), attention, mask, inputs, outputs);
        }
    }

    private static <A> void forward(
            Attention<A> attention,
            ScaledDotProductAttention op,
            @Nullable Tensor mask,
            Tensor[] inputs,
            Tensor[] outputs) {
        attention.prepare(op.isCausal(), op.scale(), inputs[0], inputs[1], inputs[2], mask);
        attention.forward(leading(inputs[0].shape()), op.groups(), outputs);
    }

    /**
     * The attention of floats that stay in their places, or null if its mask would be copied into whole rows for every call.
     */
    static @Nullable BoundCall bound(
            ScaledDotProductAttention op, Tensor[] inputs, boolean[] constant, Tensor[] outputs) {
        Tensor mask = inputs.length > 3 ? inputs[3] : null;
        boolean changes = mask != null && !constant[3];
        if (mask != null && changes && !(mask.isContiguous() && isInRows(mask, inputs[1].size(-2)))) {
            return null;
        }
        int[] batch = leading(inputs[0].shape());
        Attention<float[]> attention = new Attention<>(Exponentials.FLOATS, RightFactor.FLOATS);
        attention.prepare(op.isCausal(), op.scale(), inputs[0], inputs[1], inputs[2], mask);
        if (mask != null && changes && mask.dtype() == DType.BOOL) {
            return () -> {
                attention.readFlags(mask);
                attention.forward(batch, op.groups(), outputs);
            };
        }
        return () -> attention.forward(batch, op.groups(), outputs);
    }

    private static boolean isInRows(Tensor mask, int keys) {
        return mask.rank() > 0 && mask.size(-1) == keys;
    }

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        ScaledDotProductAttentionBackward attention = (ScaledDotProductAttentionBackward) op;
        Tensor mask = inputs.length > 6 ? inputs[6] : null;
        if (inputs[0].dtype() == DType.FLOAT64) {
            backward(new Attention<>(Exponentials.DOUBLES, RightFactor.DOUBLES), attention, mask, inputs, outputs);
        } else {
            backward(new Attention<>(Exponentials.FLOATS, RightFactor.FLOATS), attention, mask, inputs, outputs);
        }
    }

    private static <A> void backward(
            Attention<A> attention,
            ScaledDotProductAttentionBackward op,
            @Nullable Tensor mask,
            Tensor[] inputs,
            Tensor[] outputs) {
        for (Tensor output : outputs) {
            Copies.zero(output);
        }
        attention.prepare(op.isCausal(), op.scale(), inputs[1], inputs[2], inputs[3], mask);
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor result = Copies.contiguous(inputs[4]);
        Tensor log = Copies.contiguous(inputs[5]);
        int[] batch = leading(inputs[1].shape());
        int[] at = new int[batch.length];
        int heads = product(batch);
        for (int head = 0; head < heads; head++) {
            attention.place(at, op.groups());
            attention.backward(grad, result, log, outputs, head, head / op.groups());
            next(at, batch);
        }
    }

    private static int[] leading(Shape shape) {
        return java.util.Arrays.copyOf(shape.toArray(), shape.rank() - 2);
    }

    private static int product(int... extents) {
        return ReduceKernels.product(extents, 0, extents.length);
    }

    private static void next(int[] at, int[] extents) {
        for (int d = at.length - 1; d >= 0 && ++at[d] == extents[d]; d--) {
            at[d] = 0;
        }
    }

    /** One head at a time of one call. */
    private static final class Attention<A> {
        private final Exponentials<A> rows;
        private final RightFactor.Maker<A> factors;
        private boolean causal;
        private double scale;
        private Tensor query;
        private Tensor key;
        private Tensor value;

        /** What is added to scores, at least one row long, or null. */
        private @Nullable Tensor mask;

        private int queries;
        private int keys;
        private int depth;
        private int width;
        private int queryOffset;
        private int keyOffset;
        private int valueOffset;
        private int maskOffset;
        private int maskRow;

        /** Keys up to the last one that the mask lets any query of this head see. */
        private int visible;

        private A scores;
        private A second;

        /** Of a block's queries: the largest score so far, and the sum of exponentials less it. */
        private double[] max;

        private double[] sum;

        /** The place of a head in the leading dimensions. */
        private int[] at;

        /** By block of keys, where they are used for several blocks of queries; null otherwise. */
        private RightFactor<A> @Nullable [] keyFactors;

        private RightFactor<A> @Nullable [] valueFactors;

        @SuppressWarnings("NullAway") // prepare() sets the rest before anything else is called.
        Attention(Exponentials<A> rows, RightFactor.Maker<A> factors) {
            this.rows = rows;
            this.factors = factors;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The dtype decided which kernels were chosen.
        static <A> A array(Tensor tensor) {
            return (A) tensor.storage().array();
        }

        void prepare(boolean isCausal, double factor, Tensor q, Tensor k, Tensor v, @Nullable Tensor givenMask) {
            causal = isCausal;
            scale = factor;
            query = q;
            key = k;
            value = v;
            queries = q.size(-2);
            keys = k.size(-2);
            depth = q.size(-1);
            width = v.size(-1);
            mask = givenMask == null ? null : additive(givenMask, q.dtype());
            int block = Math.min(queries, QUERIES) * Math.min(keys, KEYS);
            scores = rows.make(block);
            second = rows.make(block);
            max = new double[Math.min(queries, QUERIES)];
            sum = new double[max.length];
            at = new int[q.rank() - 2];
        }

        /** Writes the results of all heads and the logarithms of their rows' sums. */
        void forward(int[] batch, int groups, Tensor[] outputs) {
            java.util.Arrays.fill(at, 0);
            int heads = product(batch);
            int known = NOWHERE;
            for (int head = 0; head < heads; head++) {
                place(at, groups);
                if (mask == null) {
                    visible = keys;
                } else if (maskOffset != known) {
                    // Heads mostly share a mask.
                    visible = visible(mask);
                    known = maskOffset;
                }
                forward(outputs[0], outputs[1], head);
                next(at, batch);
            }
        }

        /** The mask as numbers to add, in whole rows of keys. */
        private Tensor additive(Tensor given, DType dtype) {
            Tensor added = given;
            if (given.dtype() == DType.BOOL) {
                added = Tensor.uninitialized(dtype, given.shape());
                addFlags(Copies.contiguous(given), added);
            }
            if (!isInRows(added, keys)) {
                Shape shape = added.rank() == 0 ? Shape.of(keys) : added.shape().with(-1, keys);
                Tensor whole = Tensor.uninitialized(dtype, shape);
                Copies.copy(added, whole);
                return whole;
            }
            return Copies.contiguous(added);
        }

        private void addFlags(Tensor given, Tensor added) {
            byte[] flags = given.storage().bytes();
            int offset = given.offset();
            for (int i = 0; i < added.numel(); i++) {
                rows.set(array(added), i, flags[offset + i] != 0 ? 0 : Double.NEGATIVE_INFINITY);
            }
        }

        /** Reads the mask that was prepared again, contiguous flags in whole rows. */
        void readFlags(Tensor given) {
            if (mask != null) {
                addFlags(given, mask);
            }
        }

        /** What the mask hides from all queries at the end of the keys is not even read: a cache's free places, and padding. */
        private int visible(Tensor added) {
            A numbers = array(added);
            int least = 0;
            for (int row = 0; row < (maskRow == 0 ? 1 : queries); row++) {
                int first = maskOffset + row * maskRow;
                int last = keys;
                while (last > least && rows.get(numbers, first + last - 1) == Double.NEGATIVE_INFINITY) {
                    last--;
                }
                least = last;
            }
            return least;
        }

        /** Goes to a head, given by its place in the leading dimensions. */
        void place(int[] at, int groups) {
            queryOffset = query.offset();
            keyOffset = key.offset();
            valueOffset = value.offset();
            Tensor added = mask;
            maskOffset = added == null ? 0 : added.offset();
            maskRow = added == null || added.rank() < 2 || added.size(-2) == 1 ? 0 : keys;
            for (int d = 0; d < at.length; d++) {
                int shared = d == at.length - 1 ? at[d] / groups : at[d];
                queryOffset += at[d] * query.stride(d);
                keyOffset += shared * key.stride(d);
                valueOffset += shared * value.stride(d);
                int own = added == null ? -1 : d - (at.length + 2 - added.rank());
                if (added != null && own >= 0 && added.size(own) != 1) {
                    maskOffset += at[d] * added.stride(own);
                }
            }
        }

        /** Writes a head's result and the logarithms of its rows' sums. */
        private void forward(Tensor result, Tensor logarithms, int head) {
            A y = array(result);
            int yOffset = result.offset() + head * queries * width;
            A log = array(logarithms);
            int logOffset = logarithms.offset() + head * queries;
            if (queries > QUERIES) {
                packFactors();
            }
            for (int first = 0; first < queries; first += QUERIES) {
                int count = Math.min(QUERIES, queries - first);
                java.util.Arrays.fill(max, Double.NEGATIVE_INFINITY);
                java.util.Arrays.fill(sum, 0);
                int out = yOffset + first * width;
                rows.fill(y, out, out + count * width, 0);
                for (int block = 0; block * KEYS < visible; block++) {
                    int from = block * KEYS;
                    int columns = Math.min(KEYS, visible - from);
                    if (causal && from > first + count - 1) {
                        break;
                    }
                    scoreQueries(first, count, block, from, columns);
                    for (int i = 0; i < count; i++) {
                        soften(first + i, from, columns, i, max, sum, y, out + i * width);
                    }
                    gather(count, block, from, columns, y, out);
                }
                for (int i = 0; i < count; i++) {
                    int row = out + i * width;
                    if (sum[i] != 0) {
                        rows.scale(y, row, 1 / sum[i], y, row, width);
                    }
                    rows.set(log, logOffset + first + i, max[i] + Math.log(sum[i]));
                }
            }
        }

        /** Keys and values that several blocks of queries meet are packed once. */
        private void packFactors() {
            int blocks = (visible + KEYS - 1) / KEYS;
            @SuppressWarnings({"unchecked", "rawtypes"}) // Arrays of a generic type cannot be made.
            RightFactor<A>[] ofKeys = new RightFactor[blocks];
            @SuppressWarnings({"unchecked", "rawtypes"})
            RightFactor<A>[] ofValues = new RightFactor[blocks];
            for (int block = 0; block < blocks; block++) {
                int from = block * KEYS;
                int count = Math.min(KEYS, visible - from);
                ofKeys[block] = keysFrom(from, count, true);
                ofValues[block] = factors.of(
                        count,
                        width,
                        array(value),
                        valueOffset + from * value.stride(-2),
                        value.stride(-2),
                        value.stride(-1),
                        true);
            }
            keyFactors = ofKeys;
            valueFactors = ofValues;
        }

        /** Multiplies queries by a block of keys. */
        private void scoreQueries(int first, int count, int block, int from, int columns) {
            if (keyFactors != null) {
                multiplyQueries(first, count, keyFactors[block], columns);
                return;
            }
            factors.multiply(
                    count,
                    columns,
                    depth,
                    array(query),
                    queryOffset + first * query.stride(-2),
                    query.stride(-2),
                    query.stride(-1),
                    array(key),
                    keyOffset + from * key.stride(-2),
                    key.stride(-1),
                    key.stride(-2),
                    scores,
                    0,
                    columns,
                    false);
        }

        /** Adds a block's values, weighted by what became of the scores. */
        private void gather(int count, int block, int from, int columns, A y, int out) {
            if (valueFactors != null) {
                valueFactors[block].multiply(count, scores, 0, columns, 1, y, out, width, true);
                return;
            }
            factors.multiply(
                    count,
                    width,
                    columns,
                    scores,
                    0,
                    columns,
                    1,
                    array(value),
                    valueOffset + from * value.stride(-2),
                    value.stride(-2),
                    value.stride(-1),
                    y,
                    out,
                    width,
                    true);
        }

        private RightFactor<A> keysFrom(int from, int count, boolean reused) {
            return factors.of(
                    depth,
                    count,
                    array(key),
                    keyOffset + from * key.stride(-2),
                    key.stride(-1),
                    key.stride(-2),
                    reused);
        }

        private void multiplyQueries(int first, int count, RightFactor<A> factor, int columns) {
            int offset = queryOffset + first * query.stride(-2);
            factor.multiply(count, array(query), offset, query.stride(-2), query.stride(-1), scores, 0, columns, false);
        }

        /** How many keys of a block a query sees. */
        private int seen(int row, int from, int columns) {
            return causal ? Math.max(0, Math.min(columns, row + 1 - from)) : columns;
        }

        /** Turns a row of products into exponentials and fits what was gathered before to their maximum. */
        private void soften(int row, int from, int columns, int i, double[] max, double[] sum, A y, int yOffset) {
            int at = i * columns;
            int seen = seen(row, from, columns);
            double factor = scale;
            Tensor added = mask;
            if (added != null && seen > 0) {
                rows.scaleAdd(scores, at, scale, array(added), maskOffset + row * maskRow + from, scores, at, seen);
                factor = 1;
            } else if (scale <= 0 && seen > 0) {
                rows.scale(scores, at, scale, scores, at, seen);
                factor = 1;
            }
            double most = seen == 0 ? Double.NEGATIVE_INFINITY : rows.max(scores, at, seen) * factor;
            // As PyTorch, NaN wins.
            double now = Math.max(max[i], rows.round(most));
            if (now == Double.NEGATIVE_INFINITY) {
                rows.fill(scores, at, at + columns, 0);
                return;
            }
            if (now != max[i] && max[i] != Double.NEGATIVE_INFINITY) {
                double shrink = Math.exp(max[i] - now);
                sum[i] *= shrink;
                rows.scale(y, yOffset, shrink, y, yOffset, width);
            }
            max[i] = now;
            sum[i] += seen == 0 ? 0 : rows.expSum(scores, at, factor, now, scores, at, seen);
            rows.fill(scores, at + seen, at + columns, 0);
        }

        /** Adds a head's gradients to those of query, key and value. */
        void backward(Tensor grad, Tensor result, Tensor log, Tensor[] outputs, int head, int keyHead) {
            int gradOffset = grad.offset() + head * queries * width;
            int resultOffset = result.offset() + head * queries * width;
            A g = array(grad);
            A queryGrad = array(outputs[0]);
            A keyGrad = array(outputs[1]);
            A valueGrad = array(outputs[2]);
            double[] delta = new double[queries];
            for (int i = 0; i < queries; i++) {
                delta[i] = rows.dot(g, gradOffset + i * width, array(result), resultOffset + i * width, width);
            }
            boolean reused = queries > QUERIES;
            for (int from = 0; from < keys; from += KEYS) {
                int columns = Math.min(KEYS, keys - from);
                RightFactor<A> transposedKeys = keysFrom(from, columns, reused);
                RightFactor<A> plainKeys = factors.of(
                        columns,
                        depth,
                        array(key),
                        keyOffset + from * key.stride(-2),
                        key.stride(-2),
                        key.stride(-1),
                        reused);
                RightFactor<A> transposedValues = factors.of(
                        width,
                        columns,
                        array(value),
                        valueOffset + from * value.stride(-2),
                        value.stride(-1),
                        value.stride(-2),
                        reused);
                for (int first = causal ? from / QUERIES * QUERIES : 0; first < queries; first += QUERIES) {
                    int count = Math.min(QUERIES, queries - first);
                    multiplyQueries(first, count, transposedKeys, columns);
                    for (int i = 0; i < count; i++) {
                        double logarithm = rows.get(array(log), log.offset() + head * queries + first + i);
                        probabilities(first + i, from, columns, i * columns, logarithm);
                    }
                    int p = gradOffset + first * width;
                    // dV += Pᵀ·dO.
                    factors.of(count, width, g, p, width, 1, false)
                            .multiply(
                                    columns,
                                    scores,
                                    0,
                                    1,
                                    columns,
                                    valueGrad,
                                    outputs[2].offset() + (keyHead * keys + from) * width,
                                    width,
                                    true);
                    // dP = dO·Vᵀ, then dS = P·(dP − δ)·scale.
                    transposedValues.multiply(count, g, p, width, 1, second, 0, columns, false);
                    for (int i = 0; i < count; i++) {
                        int row = i * columns;
                        rows.productOfShifted(second, row, delta[first + i], scores, row, scale, second, row, columns);
                        int seen = seen(first + i, from, columns);
                        rows.fill(second, row + seen, row + columns, 0);
                    }
                    plainKeys.multiply(
                            count,
                            second,
                            0,
                            columns,
                            1,
                            queryGrad,
                            outputs[0].offset() + (head * queries + first) * depth,
                            depth,
                            true);
                    // dK += dSᵀ·Q.
                    factors.of(
                                    count,
                                    depth,
                                    array(query),
                                    queryOffset + first * query.stride(-2),
                                    query.stride(-2),
                                    query.stride(-1),
                                    false)
                            .multiply(
                                    columns,
                                    second,
                                    0,
                                    1,
                                    columns,
                                    keyGrad,
                                    outputs[1].offset() + (keyHead * keys + from) * depth,
                                    depth,
                                    true);
                }
            }
        }

        /** Turns a row of products into probabilities, given the logarithm of their sum. */
        private void probabilities(int row, int from, int columns, int at, double logarithm) {
            int seen = logarithm == Double.NEGATIVE_INFINITY ? 0 : seen(row, from, columns);
            Tensor added = mask;
            if (added != null && seen > 0) {
                rows.scaleAdd(scores, at, scale, array(added), maskOffset + row * maskRow + from, scores, at, seen);
                rows.expScaled(scores, at, 1, logarithm, 1, scores, at, seen);
            } else if (seen > 0) {
                rows.expScaled(scores, at, scale, logarithm, 1, scores, at, seen);
            }
            rows.fill(scores, at + seen, at + columns, 0);
        }
    }
}
