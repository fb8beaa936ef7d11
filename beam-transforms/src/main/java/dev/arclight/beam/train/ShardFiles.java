package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
import dev.arclight.distributed.localsgd.RowDigest;
import dev.arclight.distributed.localsgd.RowSplit;
import dev.arclight.io.Safetensors;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Shards as safetensors files, and those that this JVM has loaded. Loaded ones are held softly: a full heap drops them, and
 * the next round loads them again. Nothing promises that a shard meets the same worker twice; when it does not, a load is the
 * price.
 */
final class ShardFiles {
    static final String FEATURES = "features";
    static final String LABEL = "label";
    static final String WEIGHT = "weight";

    private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

    private static final LongAdder LOADS = new LongAdder();

    /** By file; names tell contents, so what is known stays true. */
    private static final Map<String, Slot> SLOTS = new ConcurrentHashMap<>();

    private static final class Slot {
        SoftReference<ShardRows> rows = new SoftReference<>(null);
        volatile boolean loaded;

        boolean isSpent() {
            return loaded && rows.get() == null;
        }
    }

    private ShardFiles() {}

    /** How many files this JVM has loaded. */
    static long loads() {
        return LOADS.sum();
    }

    /**
     * Writes a shard's rows, whatever blocks they came in and in whatever order.
     *
     * @param blocks of the columns {@link #FEATURES}, {@link #LABEL} and, if rows have weights, {@link #WEIGHT}
     */
    static Shard write(TrainingPlan plan, int id, Iterable<TensorBlock> blocks) throws IOException {
        TensorBlock all = joined(blocks);
        long[] digests = digests(all);
        RowSplit split = RowSplit.of(digests, plan.validationShare(), plan.seed());
        int learnt = split.learnt().length;
        long[] order = IntStream.concat(Arrays.stream(split.learnt()), Arrays.stream(split.heldOut()))
                .asLongStream()
                .toArray();
        long content = RowDigest.mix(digests.length, layout(all).hashCode());
        for (long row : order) {
            content = RowDigest.mix(content, digests[(int) row]);
        }
        content = RowDigest.mix(content, learnt);
        Tensor places = Tensor.of(order, order.length);
        Map<String, Tensor> sorted = new LinkedHashMap<>();
        for (String name : all.names()) {
            sorted.put(name, all.column(name).indexSelect(0, places));
        }
        String file = String.format(
                Locale.ROOT,
                "%s/shards/shard-%05d-of-%05d-%016x.safetensors",
                plan.folder(),
                id,
                plan.shards(),
                content);
        Map<String, String> metadata = Map.of("learnt", Integer.toString(learnt));
        BeamFiles.writeOnce(file, out -> Safetensors.write(out, sorted, metadata));
        Tensor features = all.column(FEATURES);
        List<Integer> shape =
                Arrays.stream(features.shape().toArray()).skip(1).boxed().toList();
        return new Shard(
                id,
                file,
                learnt,
                digests.length - learnt,
                weight(all, split.learnt()),
                features.dtype().toString(),
                shape);
    }

    /** Names, dtypes and extents: rows of other ones may have the same numbers. Hash codes of text are the same in every JVM. */
    private static String layout(TensorBlock block) {
        StringBuilder text = new StringBuilder();
        for (String name : block.names()) {
            int[] extents = block.column(name).shape().toArray();
            text.append(name)
                    .append(block.column(name).dtype())
                    .append(Arrays.toString(Arrays.copyOfRange(extents, 1, extents.length)));
        }
        return text.toString();
    }

    /** How much these rows count together. */
    private static double weight(TensorBlock block, int... rows) {
        if (!block.has(WEIGHT)) {
            return rows.length;
        }
        float[] weights = block.column(WEIGHT).toFloatArray();
        double sum = 0;
        // In the order in which they came, as the list of shards has it since there is one.
        for (int row : Arrays.stream(rows).sorted().toArray()) {
            sum += weights[row];
        }
        return sum;
    }

    /** The digest of each row, over its columns in the block's order. */
    static long[] digests(TensorBlock block) {
        return RowDigest.of(
                block.rows(), block.names().stream().map(block::column).toList());
    }

    private static TensorBlock joined(Iterable<TensorBlock> blocks) {
        Map<String, List<Tensor>> parts = new LinkedHashMap<>();
        for (TensorBlock block : blocks) {
            for (String name : block.names()) {
                List<Tensor> before = parts.computeIfAbsent(name, key -> new ArrayList<>());
                Tensor column = block.column(name);
                if (!before.isEmpty() && !isAlike(before.get(0), column)) {
                    throw new TrainingException("rows differ in their " + name + ": some blocks have "
                            + before.get(0).type() + ", others " + column.type()
                            + "; give the column a shape and a dtype where it is read");
                }
                before.add(column);
            }
        }
        Map<String, Tensor> whole = new LinkedHashMap<>();
        parts.forEach((name, columns) -> {
            long numbers = columns.stream().mapToLong(Tensor::numel).sum();
            if (numbers > MOST_NUMBERS) {
                throw new TrainingException("a shard's " + name + " are " + numbers
                        + " numbers and pass the largest Java array, 2^31 - 9; put the rows into more shards");
            }
            whole.put(name, Tensor.cat(columns, 0));
        });
        return TensorBlock.of(whole);
    }

    private static boolean isAlike(Tensor a, Tensor b) {
        int[] first = a.shape().toArray();
        int[] second = b.shape().toArray();
        return a.dtype() == b.dtype()
                && first.length == second.length
                && Arrays.equals(first, 1, first.length, second, 1, second.length);
    }

    /** The shard's rows, from memory if they are there. */
    static ShardRows rows(Shard shard) throws IOException {
        Slot slot = SLOTS.computeIfAbsent(shard.file(), key -> new Slot());
        // One load for each shard, different shards at once.
        synchronized (slot) {
            ShardRows rows = slot.rows.get();
            if (rows == null) {
                try (InputStream in = BeamFiles.open(shard.file())) {
                    Safetensors.Contents contents = Safetensors.read(in, shard.file());
                    rows = ShardRows.of(contents.tensors(), shard.rows());
                }
                slot.rows = new SoftReference<>(rows);
                slot.loaded = true;
                LOADS.increment();
                SLOTS.values().removeIf(Slot::isSpent);
            }
            return rows;
        }
    }

    /** A row's class as int64 or its value as float32. */
    static Tensor label(Objective objective, String column, Tensor given) {
        Tensor label = flat(column, "label", given);
        if (objective.isOfClasses()) {
            if (label.dtype().isFloating()) {
                throw new TrainingException("column '" + column + "' holds " + label.dtype()
                        + ", expected class numbers; read it as int64 with withDType, or choose another loss");
            }
            return label.to(DType.INT64);
        }
        return label.to(DType.FLOAT32);
    }

    /**
     * How much each row counts, as float32.
     *
     * @throws TrainingException if one is negative or not finite
     */
    static Tensor weight(String column, Tensor given) {
        Tensor weight = flat(column, "weight", given).to(DType.FLOAT32);
        for (float each : weight.toFloatArray()) {
            if (!(each >= 0 && each <= Float.MAX_VALUE)) {
                throw new TrainingException("column '" + column + "' has a weight of " + each
                        + ", expected finite numbers from 0; mend or drop such rows");
            }
        }
        return weight;
    }

    private static Tensor flat(String column, String what, Tensor given) {
        Tensor each = given.rank() == 2 && given.size(1) == 1 ? given.reshape(-1) : given;
        if (each.rank() != 1) {
            throw new TrainingException(
                    "column '" + column + "' is " + given.type() + ", expected one " + what + " for a row");
        }
        return each;
    }
}
