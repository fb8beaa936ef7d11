package dev.arclight.spark.score;

import dev.arclight.io.Signature;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.RowPlace;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a task at a time: their inputs are read, the model is called on batches of them, and each row has its results or
 * what is wrong with it. Not for use by two threads.
 */
final class WindowScorer implements AutoCloseable {
    /** In place of a slot: the row has no results. */
    private static final int NONE = -1;

    private final String modelId;
    private final ScoringRules rules;
    private final RowPosition position;
    private final TaskCounts counts;
    private final NetworkRunner runner;
    private final @Nullable TimeLimit timeLimit;
    private final BatchScoring scoring;
    private final ScoringInput[] inputs;
    private final OutputValues[] outputs;
    private final boolean anyLength;
    private final int capacity;

    /** The bytes of tokens that are read ahead, 0 for any number. */
    private final long tokenRoom;

    /** By row: its slot in inputs and outputs, what is wrong with it, and its place if that does not follow from the first's. */
    private final int[] slots;

    private final @Nullable String[] errors;
    private final boolean[] skipped;
    private final @Nullable RowPlace[] places;
    private RowPlace firstPlace;

    /** By slot: its row; and the slots in the order in which they are scored, with their lengths. */
    private final int[] rowOf;

    private int[] order = {};
    private int[] lengths = {};
    private int filled;

    /**
     * Takes up a model.
     *
     * @param lease stays open while this is in use
     * @param columns of each input
     */
    WindowScorer(
            ModelLease lease,
            String modelId,
            List<List<FeatureColumn>> columns,
            List<ScoringOutput> outputs,
            ScoringRules rules,
            RowPosition position,
            TaskCounts counts) {
        this.modelId = modelId;
        this.rules = rules;
        this.position = position;
        this.counts = counts;
        counts.add(ScoringMetric.LOADS, lease.fresh() ? 1 : 0);
        Signature signature = lease.model().signature();
        this.anyLength = signature.inputs().stream().anyMatch(ScoringInput::isAnyLength);
        this.capacity = WindowSize.rows(signature, outputs, rules.limits(), rules.bucketBatches());
        this.tokenRoom = anyLength ? WindowSize.bytes(rules.limits(), rules.bucketBatches()) : 0;
        this.inputs = IntStream.range(0, columns.size())
                .mapToObj(i -> ScoringInput.of(signature.inputs().get(i), columns.get(i), capacity, rules, position))
                .toArray(ScoringInput[]::new);
        this.outputs = outputs.stream()
                .map(output -> new OutputValues(output, capacity))
                .toArray(OutputValues[]::new);
        this.runner = new NetworkRunner(lease.loaded(), TaskThreads.count());
        this.timeLimit = rules.timeout() > 0 ? new TimeLimit(rules.timeout()) : null;
        this.scoring = new BatchScoring(rules.limits(), this::call, this::failed, runner::release);
        this.slots = new int[capacity];
        this.errors = new String[capacity];
        this.skipped = new boolean[capacity];
        this.places = new RowPlace[capacity];
        this.rowOf = new int[capacity];
        this.firstPlace = position.place(0);
    }

    /** How many rows a window holds. */
    int capacity() {
        return capacity;
    }

    /** Whether rows of any length take up so much by now that no more are to be read ahead. */
    boolean isFull() {
        return tokenRoom > 0 && filled > 0 && tokenBytesRead() >= tokenRoom;
    }

    private long tokenBytesRead() {
        long bytes = 0;
        for (ScoringInput input : inputs) {
            bytes += input.bytesRead(filled);
        }
        return bytes;
    }

    /** Begins a window. */
    void clear() {
        filled = 0;
        firstPlace = position.place(0);
        for (ScoringInput input : inputs) {
            input.clear();
        }
    }

    /**
     * Reads a row.
     *
     * @param ahead how many rows it lies behind the first that was not passed
     * @throws DataException if the model cannot read it and that is to end the query
     */
    void read(InternalRow row, int index, int ahead) {
        places[index] = position.place(ahead);
        errors[index] = null;
        skipped[index] = false;
        slots[index] = NONE;
        for (ScoringInput input : inputs) {
            if (!readable(input, row, index, ahead)) {
                return;
            }
        }
        take(index);
    }

    private void take(int index) {
        rowOf[filled] = index;
        slots[index] = filled;
        filled++;
    }

    private boolean readable(ScoringInput input, InternalRow row, int index, int ahead) {
        DataException error;
        try {
            if (input.read(row, filled, ahead)) {
                return true;
            }
            // What is wrong need not be told where nobody asks.
            error = rules.failsOnInvalid() || tells() ? input.nullError(ahead) : null;
        } catch (DataException e) {
            error = e;
        }
        if (error != null && rules.failsOnInvalid()) {
            throw error;
        }
        if (rules.invalid() == ScoringRules.Invalid.SKIP) {
            skipped[index] = true;
            counts.add(ScoringMetric.SKIPPED, 1);
        } else {
            errors[index] = error == null ? null : error.getMessage();
            counts.add(ScoringMetric.FAILED, 1);
        }
        return false;
    }

    private boolean tells() {
        return rules.errors() && rules.invalid() != ScoringRules.Invalid.SKIP;
    }

    /** Reads rows of a column batch, of which the first is the window's. */
    void read(ColumnarBatch batch, int from, int count) {
        for (ScoringInput input : inputs) {
            if (!input.readRun(batch, from, count)) {
                for (int i = 0; i < count; i++) {
                    read(batch.getRow(from + i), i, i);
                }
                return;
            }
        }
        for (int i = 0; i < count; i++) {
            places[i] = null;
            errors[i] = null;
            skipped[i] = false;
            take(i);
        }
    }

    /**
     * Scores the rows that were read.
     *
     * @throws ScoringException if the model fails on a row and that is to end the query, or takes too long
     * @throws TaskKilledException if the task is to end
     */
    void score() {
        if (filled == 0) {
            return;
        }
        if (timeLimit != null) {
            timeLimit.requireOpen();
        }
        arrange();
        long start = System.nanoTime();
        int batches;
        try {
            batches = scoring.score(filled, lengths, fixedBytes(), tokenBytes());
        } finally {
            counts.add(ScoringMetric.TIME, System.nanoTime() - start);
        }
        counts.add(ScoringMetric.BATCHES, batches);
        int scored = 0;
        for (int slot = 0; slot < filled; slot++) {
            scored += slots[rowOf[slot]] == slot ? 1 : 0;
        }
        counts.add(ScoringMetric.ROWS, scored);
    }

    /** Sorts by length, equal ones in their order, so that batches are padded little. */
    private void arrange() {
        if (order.length < capacity) {
            order = IntStream.range(0, capacity).toArray();
            lengths = new int[capacity];
        }
        if (anyLength) {
            int[] longest = new int[filled];
            for (int slot = 0; slot < filled; slot++) {
                for (ScoringInput input : inputs) {
                    longest[slot] = Math.max(longest[slot], input.length(slot));
                }
            }
            long[] keys = new long[filled];
            for (int slot = 0; slot < filled; slot++) {
                keys[slot] = (long) longest[slot] << Integer.SIZE | slot;
            }
            Arrays.sort(keys);
            for (int i = 0; i < filled; i++) {
                order[i] = (int) keys[i];
                lengths[i] = longest[order[i]];
            }
        }
    }

    private long fixedBytes() {
        long bytes = 0;
        for (ScoringInput input : inputs) {
            bytes += input.fixedBytes();
        }
        return bytes;
    }

    private long tokenBytes() {
        long bytes = 0;
        for (ScoringInput input : inputs) {
            bytes += input.tokenBytes();
        }
        return bytes;
    }

    private void call(int from, int to) {
        requireAlive();
        counts.add(ScoringMetric.CALLS, 1);
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = inputs[i].batch(order, from, to, !anyLength);
        }
        boolean usual =
                !anyLength && to - from == Math.min(capacity, scoring.limits().rows());
        if (timeLimit == null) {
            runner.run(tensors, usual, results -> take(results, from, to));
        } else {
            timeLimit.run(() -> runner.run(tensors, usual, results -> take(results, from, to)), () -> late(from, to));
        }
    }

    private static void requireAlive() {
        TaskContext task = TaskContext.get();
        if (task != null && task.isInterrupted()) {
            throw new TaskKilledException("killed while a model was at work");
        }
    }

    private void take(Tensor[] results, int from, int to) {
        for (OutputValues output : outputs) {
            output.take(results, order, from, to, !anyLength);
        }
    }

    private BatchTimeoutException late(int from, int to) {
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (int i = from; i < to; i++) {
            first = Math.min(first, rowOf[order[i]]);
            last = Math.max(last, rowOf[order[i]]);
        }
        TaskContext task = TaskContext.get();
        return new BatchTimeoutException(
                "partition " + (task == null ? "(none)" : task.partitionId()) + ", " + (to - from)
                        + " rows, from " + place(first) + " to " + place(last) + ": model '" + modelId
                        + "' did not finish within " + rules.timeout()
                        + " s; set batchTimeout higher or batchSize lower");
    }

    private void failed(int place, RuntimeException cause) {
        // A model that is interrupted may fail of that, and not of the row.
        requireAlive();
        int row = rowOf[order[place]];
        String why = reason(cause);
        if (rules.failing()) {
            throw new ScoringException(
                    place(row) + ": model '" + modelId + "' fails on this row: " + why
                            + "; mend or drop the row, or set errorPolicy to column",
                    cause);
        }
        slots[row] = NONE;
        errors[row] = "the model fails on this row: " + why;
        counts.add(ScoringMetric.FAILED, 1);
    }

    private static String reason(RuntimeException cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private RowPlace place(int row) {
        RowPlace known = places[row];
        return known == null ? firstPlace.behind(row) : known;
    }

    /** Whether a row is left out. */
    boolean isSkipped(int row) {
        return skipped[row];
    }

    /** A row's value of an output, or null if it has none. */
    @Nullable
    Object value(int row, int output) {
        return slots[row] == NONE ? null : outputs[output].value(slots[row]);
    }

    /** What is wrong with a row, or null. */
    @Nullable
    String error(int row) {
        return errors[row];
    }

    /** Whether a row has results. */
    boolean isScored(int row) {
        return slots[row] != NONE;
    }

    @Override
    public void close() {
        if (timeLimit != null) {
            timeLimit.close();
        }
    }
}
