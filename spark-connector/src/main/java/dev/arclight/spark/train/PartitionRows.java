package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.LocalRows;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A partition's rows as a plan has a network learn from them.
 *
 * @param network that the forward passes are of
 */
record PartitionRows(TrainingPlan plan, Module network, PartitionData data) implements LocalRows {
    private static final long[] NO_CLASSES = {};

    @Override
    public float[] weights(int[] order, int from, int to) {
        return plan.objective().weights(data, order, from, to);
    }

    @Override
    public Outcome outcome(int[] order, int from, int to, float... weights) {
        return plan.precision().run(() -> {
            Map<String, Tensor> outputs = Forward.outputs(network, inputs(order, from, to));
            return new Outcome(Forward.first(outputs), plan.objective().loss(outputs, data, order, from, to, weights));
        });
    }

    @Override
    public long[] classes(int[] order, int from, int to) {
        return plan.objective().isOfClasses()
                ? Objective.labels(data, order, from, to).toLongArray()
                : NO_CLASSES;
    }

    private Map<String, Tensor> inputs(int[] order, int from, int to) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        if (plan.inputs().isEmpty()) {
            TensorSlot all = new TensorSlot("features", data.dtype(), data.shape(), 0);
            inputs.put(all.name(), all.batch(data.featureArray(), data.width(), order, from, to));
        }
        for (TensorSlot slot : plan.inputs()) {
            inputs.put(slot.name(), slot.batch(data.featureArray(), data.width(), order, from, to));
        }
        return inputs;
    }
}
