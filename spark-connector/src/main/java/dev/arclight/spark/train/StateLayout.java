package dev.arclight.spark.train;

import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one array in which a training's state travels: the module's parameters and buffers, then the optimizer's, each in the
 * order in which it was registered. Every JVM finds the same layout because all build the same network.
 */
final class StateLayout {
    private final List<Tensor> tensors;
    private final Optimizer optimizer;
    private final int length;

    /** @throws TrainingException if the module has a part whose mean makes no sense or the whole passes a Java array */
    StateLayout(Module module, Optimizer optimizer) {
        this.tensors = new ArrayList<>();
        this.optimizer = optimizer;
        long total = 0;
        for (Map.Entry<String, Tensor> entry : module.stateDict().entrySet()) {
            Tensor tensor = entry.getValue();
            if (tensor.dtype() != DType.FLOAT32 || !tensor.isContiguous()) {
                throw new TrainingException("the network's '" + entry.getKey() + "' is " + tensor.type()
                        + ", expected contiguous float32, which alone can be averaged; use layers of float32");
            }
            tensors.add(tensor);
            total += tensor.numel();
        }
        for (float[] buffer : optimizer.state()) {
            total += buffer.length;
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new TrainingException("parameters and optimizer state are " + total
                    + " numbers and pass the largest Java array, 2^31 - 9; use a smaller network or plain SGD");
        }
        this.length = (int) total;
    }

    /** A copy of the state as it is now. */
    TrainingState read() {
        float[] values = new float[length];
        int at = 0;
        for (Tensor tensor : tensors) {
            System.arraycopy(tensor.storage().floats(), tensor.offset(), values, at, tensor.numel());
            at += tensor.numel();
        }
        for (float[] buffer : optimizer.state()) {
            System.arraycopy(buffer, 0, values, at, buffer.length);
            at += buffer.length;
        }
        return new TrainingState(values, optimizer.steps());
    }

    /** Overwrites all state. */
    void write(TrainingState state) {
        if (state.values().length != length) {
            throw new IllegalArgumentException(
                    "a state of " + state.values().length + " numbers for a layout of " + length);
        }
        int at = 0;
        for (Tensor tensor : tensors) {
            System.arraycopy(state.values(), at, tensor.storage().floats(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        for (float[] buffer : optimizer.state()) {
            System.arraycopy(state.values(), at, buffer, 0, buffer.length);
            at += buffer.length;
        }
        optimizer.steps(state.steps());
    }
}
