package dev.arclight.metric;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Stateful;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Metrics of the same predictions, as {@code torchmetrics.MetricCollection}.
 *
 * <pre>{@code
 * MetricCollection metrics = new MetricCollection()
 *         .add("accuracy", Accuracy.multiclass(10))
 *         .add("f1", F1Score.multiclass(10).average(Average.MACRO));
 * metrics.update(output, target);
 * metrics.values();   // {accuracy=0.97, f1=0.96}
 * }</pre>
 */
public final class MetricCollection implements Stateful, Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, Metric> metrics = new LinkedHashMap<>();
    private String prefix = "";

    /** Adds a metric. @throws ArclightException if there is one of that name */
    public MetricCollection add(String name, Metric metric) {
        if (metrics.putIfAbsent(name, metric) != null) {
            throw new ArclightException("MetricCollection: there is a metric called '" + name + "' already");
        }
        return this;
    }

    /** What stands before the names of results, such as {@code "val_"}. */
    public MetricCollection prefix(String value) {
        prefix = value;
        return this;
    }

    /** The metrics by name, without prefix. */
    public Map<String, Metric> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    public void update(Tensor preds, Tensor target) {
        metrics.values().forEach(metric -> metric.update(preds, target));
    }

    /** {@link Metric#forward} of each. */
    public Map<String, Tensor> forward(Tensor preds, Tensor target) {
        Map<String, Tensor> results = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> results.put(prefix + name, metric.forward(preds, target)));
        return results;
    }

    public Map<String, Tensor> compute() {
        Map<String, Tensor> results = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> results.put(prefix + name, metric.compute()));
        return results;
    }

    /** {@link Metric#value()} of each. */
    public Map<String, Double> values() {
        Map<String, Double> results = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> results.put(prefix + name, metric.value()));
        return results;
    }

    public void reset() {
        metrics.values().forEach(Metric::reset);
    }

    /** {@link Metric#merge} of each with that of the same name. */
    public void merge(MetricCollection other) {
        if (!other.metrics.keySet().equals(metrics.keySet())) {
            throw new ArclightException(
                    "MetricCollection: cannot merge metrics " + metrics.keySet() + " with " + other.metrics.keySet());
        }
        metrics.forEach((name, metric) -> metric.merge(Objects.requireNonNull(other.metrics.get(name))));
    }

    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = new LinkedHashMap<>();
        metrics.forEach((name, metric) -> state.put(name, metric.stateDict()));
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        for (String name : metrics.keySet()) {
            if (!(state.get(name) instanceof Map<?, ?>)) {
                throw new ArclightException(
                        "MetricCollection.loadStateDict: '" + name + "' is missing in " + state.keySet());
            }
        }
        Map<String, Object> before = stateDict();
        try {
            metrics.forEach((name, metric) -> metric.loadStateDict(tree(Objects.requireNonNull(state.get(name)))));
        } catch (ArclightException unfit) {
            metrics.forEach((name, metric) -> metric.loadStateDict(tree(Objects.requireNonNull(before.get(name)))));
            throw unfit;
        }
    }

    private static Map<String, Object> tree(Object state) {
        Map<String, Object> tree = new LinkedHashMap<>();
        ((Map<?, ?>) state).forEach((key, value) -> tree.put(String.valueOf(key), value));
        return tree;
    }
}
