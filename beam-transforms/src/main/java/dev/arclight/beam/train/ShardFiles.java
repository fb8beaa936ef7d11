package dev.arclight.beam.train;

import dev.arclight.beam.data.TensorBlock;
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

    private static final LongAdder LOADS = new LongAdder();

    /** By file; names tell contents, so what is known stays true. */
    private static final Map<String, Slot> SLOTS = new ConcurrentHashMap<>();

    private static final class Slot {
        SoftReference<ShardRows> rows = new SoftReference<>(null);
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
        long[] digests = RowDigest.of(all);
        Integer[] rows = IntStream.range(0, digests.length).boxed().toArray(Integer[]::new);
        boolean[] held = new boolean[digests.length];
        long content = digests.length;
        int learnt = 0;
        for (int row = 0; row < held.length; row++) {
            held[row] = RowDigest.isHeld(digests[row], plan.validationShare(), plan.seed());
            learnt += held[row] ? 0 : 1;
        }
        Arrays.sort(
                rows,
                (a, b) ->
                        held[a] == held[b] ? Long.compare(digests[a], digests[b]) : Boolean.compare(held[a], held[b]));
        long[] order = new long[rows.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = rows[i];
            content = RowDigest.mix(content, digests[rows[i]]);
        }
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
                id, file, learnt, digests.length - learnt, features.dtype().toString(), shape);
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
        parts.forEach((name, columns) -> whole.put(name, Tensor.cat(columns, 0)));
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
                LOADS.increment();
            }
            return rows;
        }
    }

    /** A row's class as int64 or its value as float32. */
    static Tensor label(Objective objective, String column, Tensor label) {
        DType dtype = label.dtype();
        if (label.rank() == 2 && label.size(1) == 1) {
            return label(objective, column, label.reshape(-1));
        }
        if (label.rank() != 1) {
            throw new TrainingException(
                    "column '" + column + "' is " + label.type() + ", expected one label for a row");
        }
        if (objective.isOfClasses()) {
            if (dtype.isFloating()) {
                throw new TrainingException("column '" + column + "' holds " + dtype
                        + ", expected class numbers; read it as int64 with withDType, or choose another loss");
            }
            return label.to(DType.INT64);
        }
        return label.to(DType.FLOAT32);
    }
}
