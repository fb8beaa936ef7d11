package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A number about predictions that is computed batch by batch, as in torchmetrics. It keeps counts and sums, not batches, so that
 * it can be serialized, sent and merged: partitions count, the driver adds.
 *
 * <pre>{@code
 * Metric accuracy = Accuracy.multiclass(10);
 * for (…) {
 *     accuracy.update(model.call(data), target);
 * }
 * System.out.println(accuracy.value());
 * }</pre>
 *
 * <p>Belongs to one thread at a time.
 */
public abstract class Metric implements Stateful, Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, Accumulator> state = new LinkedHashMap<>();
    private long updates;

    Metric() {}

    /**
     * Takes a batch in.
     *
     * @throws ShapeException if predictions and targets do not fit each other or the metric
     * @throws ArclightException if a prediction is NaN or a target is none of the classes
     */
    public final void update(Tensor preds, Tensor target) {
        add(preds.detach(), target.detach());
        updates++;
    }

    /**
     * The metric of all that was taken in, in float32.
     *
     * @throws ArclightException if nothing was
     */
    public final Tensor compute() {
        Result result = computed();
        return Tensor.of(result.values, result.shape).to(DType.FLOAT32);
    }

    /**
     * {@link #compute()} of a single number, in double precision.
     *
     * @throws ArclightException if nothing was taken in
     * @throws ShapeException if the metric is several numbers
     */
    public final double value() {
        Result result = computed();
        if (result.values.length != 1) {
            throw new ShapeException(name() + ": the result has shape " + Arrays.toString(result.shape)
                    + ", no single number; use compute()");
        }
        return result.values[0];
    }

    private Result computed() {
        if (updates == 0) {
            throw new ArclightException(name() + ": compute() before any update(); there is nothing to compute from");
        }
        return result();
    }

    /** Takes a batch in and gives the metric of that batch alone, as calling a metric does in torchmetrics. */
    public final Tensor forward(Tensor preds, Tensor target) {
        Map<String, Accumulator> before = new LinkedHashMap<>();
        state.forEach((name, accumulator) -> before.put(name, accumulator.copy()));
        long updatesBefore = updates;
        reset();
        try {
            update(preds, target);
            return compute();
        } finally {
            state.forEach(
                    (name, accumulator) -> accumulator.putBefore(java.util.Objects.requireNonNull(before.get(name))));
            updates += updatesBefore;
        }
    }

    /** Forgets all batches. */
    public final void reset() {
        state.values().forEach(Accumulator::reset);
        updates = 0;
    }

    /**
     * Adds what another metric has taken in, as if it had been taken in here after what was.
     *
     * @throws ArclightException if it is another kind of metric or has other settings
     */
    public final void merge(Metric other) {
        if (other == this
                || !other.getClass().equals(getClass())
                || !other.settings().equals(settings())) {
            throw new ArclightException(name() + ": cannot merge " + this + " and " + other
                    + "; both must be metrics of one kind with the same settings, and not the same object");
        }
        requireMergeable();
        state.forEach((name, accumulator) -> accumulator.add(java.util.Objects.requireNonNull(other.state.get(name))));
        updates += other.updates;
    }

    /** How many batches were taken in. */
    public final long updateCount() {
        return updates;
    }

    @Override
    public final Map<String, Object> stateDict() {
        Map<String, Object> saved = new LinkedHashMap<>();
        saved.put("updates", updates);
        state.forEach((name, accumulator) -> saved.put(name, accumulator.toTensor()));
        return saved;
    }

    @Override
    public final void loadStateDict(Map<String, Object> saved) {
        if (!(saved.get("updates") instanceof Number number)) {
            throw unfit("updates", saved);
        }
        for (Map.Entry<String, Accumulator> entry : state.entrySet()) {
            if (!(saved.get(entry.getKey()) instanceof Tensor tensor)
                    || !entry.getValue().fits(tensor)) {
                throw unfit(entry.getKey(), saved);
            }
        }
        state.forEach(
                (name, accumulator) -> accumulator.set((Tensor) java.util.Objects.requireNonNull(saved.get(name))));
        updates = number.longValue();
    }

    private ArclightException unfit(String key, Map<String, Object> saved) {
        return new ArclightException(name() + ".loadStateDict: '" + key + "' is missing or does not fit " + this
                + "; got " + saved.keySet());
    }

    /** Kind and settings. */
    @Override
    public final String toString() {
        return name() + "(" + settings() + ")";
    }

    final String name() {
        return getClass().getSimpleName();
    }

    /** A result and its shape. */
    static final class Result {
        private final double[] values;
        private final int[] shape;

        Result(double[] values, int... shape) {
            this.values = values;
            this.shape = shape;
        }

        static Result of(double value) {
            return new Result(new double[] {value});
        }
    }

    abstract void add(Tensor preds, Tensor target);

    abstract Result result();

    /** All that two metrics must agree on to be merged. */
    abstract String settings();

    void requireMergeable() {}

    /** Takes parts out of the state, for settings that need others. */
    final void forget(String... names) {
        for (String name : names) {
            state.remove(name);
        }
    }

    /** A part of the state: numbers that merging adds up. */
    final Accumulator.Counts counts(String name, int n) {
        Accumulator.Counts counts = new Accumulator.Counts(n);
        state.put(name, counts);
        return counts;
    }

    /** A part of the state: numbers that merging adds up. */
    final Accumulator.Sums sums(String name, int n) {
        Accumulator.Sums sums = new Accumulator.Sums(n);
        state.put(name, sums);
        return sums;
    }

    /** A part of the state: numbers that merging puts one behind the other. */
    final Accumulator.Rows rows(String name) {
        Accumulator.Rows rows = new Accumulator.Rows();
        state.put(name, rows);
        return rows;
    }

    /** A part of the state: means and squared deviations, one for each output. */
    final Accumulator.Moments moments(String name, int n) {
        Accumulator.Moments moments = new Accumulator.Moments(n);
        state.put(name, moments);
        return moments;
    }
}
