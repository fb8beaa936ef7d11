package dev.arclight.beam.train;

import dev.arclight.beam.data.FloatArrayCoder;
import dev.arclight.beam.data.LongArrayCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A numbered piece of a training's state, so that no element grows with the model and pieces are averaged in parallel; from
 * one shard, or the mean of all.
 *
 * @param index counted from 0; the first piece carries the state's counts
 * @param of how many pieces the state has
 * @param shard whose opinion this is
 * @param weight of the examples behind it
 * @param lossSum the weighted sum of their losses
 */
record StateChunk(
        int index, int of, int shard, double weight, long examples, double lossSum, float[] values, long[] counts) {
    /** 1 MiB. Runners copy elements whole, and some refuse them above tens of megabytes. */
    static final int MOST_VALUES = 1 << 18;

    private static final long[] NO_COUNTS = {};

    static List<StateChunk> split(TrainingState state, int shard, double weight, long examples, double lossSum) {
        List<StateChunk> chunks = new ArrayList<>();
        float[] values = state.values();
        int count = Math.max(1, (values.length + MOST_VALUES - 1) / MOST_VALUES);
        for (int i = 0; i < count; i++) {
            int to = Math.min(values.length, (i + 1) * MOST_VALUES);
            float[] part = Arrays.copyOfRange(values, i * MOST_VALUES, to);
            long[] counts = i == 0 ? state.counts() : NO_COUNTS;
            chunks.add(new StateChunk(i, count, shard, weight, examples, lossSum, part, counts));
        }
        return chunks;
    }

    /** @throws TrainingException if a piece is missing */
    static TrainingState join(Iterable<StateChunk> chunks) {
        TreeMap<Integer, StateChunk> ordered = new TreeMap<>();
        chunks.forEach(chunk -> ordered.put(chunk.index(), chunk));
        int of = ordered.isEmpty() ? 1 : ordered.firstEntry().getValue().of();
        if (ordered.size() != of) {
            throw new TrainingException(
                    "a training's state is not whole: of " + of + " pieces there are " + ordered.keySet());
        }
        int length = ordered.values().stream()
                .mapToInt(chunk -> chunk.values().length)
                .sum();
        float[] values = new float[length];
        int at = 0;
        for (StateChunk chunk : ordered.values()) {
            System.arraycopy(chunk.values(), 0, values, at, chunk.values().length);
            at += chunk.values().length;
        }
        return new TrainingState(values, ordered.firstEntry().getValue().counts());
    }

    /**
     * The mean of what shards think of one piece, weighted by examples; what they counted, the greatest.
     *
     * <p>Floating-point addition does not associate: sums go by the shards' numbers, so they are the same on every runner,
     * whatever came first.
     */
    static StateChunk mean(Iterable<StateChunk> opinions) {
        List<StateChunk> sorted = new ArrayList<>();
        opinions.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(StateChunk::shard));
        double weight = 0;
        long examples = 0;
        double lossSum = 0;
        for (StateChunk each : sorted) {
            weight += each.weight();
            examples += each.examples();
            lossSum += each.lossSum();
        }
        StateChunk first = sorted.get(0);
        if (weight == 0) {
            return first;
        }
        double[] sum = new double[first.values().length];
        long[] counts = first.counts().clone();
        for (StateChunk each : sorted) {
            if (each.weight() > 0) {
                double share = each.weight() / weight;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += share * each.values()[i];
                }
            }
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Math.max(counts[i], each.counts()[i]);
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) sum[i];
        }
        return new StateChunk(first.index(), first.of(), 0, weight, examples, lossSum, mean, counts);
    }

    /** Numbers and arrays in order; deterministic. */
    static final class StateChunkCoder extends AtomicCoder<StateChunk> {
        static final StateChunkCoder INSTANCE = new StateChunkCoder();

        private StateChunkCoder() {}

        @Override
        public void encode(StateChunk chunk, OutputStream out) throws IOException {
            VarInt.encode(chunk.index(), out);
            VarInt.encode(chunk.of(), out);
            VarInt.encode(chunk.shard(), out);
            DoubleCoder.of().encode(chunk.weight(), out);
            VarInt.encode(chunk.examples(), out);
            DoubleCoder.of().encode(chunk.lossSum(), out);
            FloatArrayCoder.of().encode(chunk.values(), out);
            LongArrayCoder.of().encode(chunk.counts(), out);
        }

        @Override
        public StateChunk decode(InputStream in) throws IOException {
            return new StateChunk(
                    VarInt.decodeInt(in),
                    VarInt.decodeInt(in),
                    VarInt.decodeInt(in),
                    DoubleCoder.of().decode(in),
                    VarInt.decodeLong(in),
                    DoubleCoder.of().decode(in),
                    FloatArrayCoder.of().decode(in),
                    LongArrayCoder.of().decode(in));
        }
    }
}
