package dev.arclight.beam.train;

import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in which a training's state travels: the module's parameters and buffers, then the optimizer's, each in the
 * order in which it was registered. Every JVM finds the same layout because all build the same network.
 */
final class StateLayout {
    private final List<Tensor> averaged = new ArrayList<>();
    private final List<Tensor> counted = new ArrayList<>();
    private final @Nullable Optimizer optimizer;
    private final int values;
    private final int counts;

    /**
     * @param optimizer null if what it remembers does not travel
     * @throws TrainingException if the module has a part whose mean makes no sense or the whole passes a Java array
     */
    StateLayout(Module module, @Nullable Optimizer optimizer) {
        this.optimizer = optimizer;
        long total = 0;
        int integers = 0;
        for (Map.Entry<String, Tensor> entry : module.stateDict().entrySet()) {
            Tensor tensor = entry.getValue();
            if (tensor.dtype() == DType.INT64 && tensor.isContiguous()) {
                counted.add(tensor);
                integers += tensor.numel();
            } else if (tensor.dtype() == DType.FLOAT32 && tensor.isContiguous()) {
                averaged.add(tensor);
                total += tensor.numel();
            } else {
                throw new TrainingException("the network's '" + entry.getKey() + "' is " + tensor.type()
                        + ", expected contiguous float32, which can be averaged, or int64, which counts; use layers of"
                        + " float32");
            }
        }
        for (Tensor buffer : optimizerTensors()) {
            total += buffer.numel();
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new TrainingException("parameters and optimizer state are " + total
                    + " numbers and pass the largest Java array, 2^31 - 9; use a smaller network or plain SGD");
        }
        this.values = (int) total;
        this.counts = integers + (optimizer == null ? 0 : optimizer.steps().length);
    }

    /** A copy of the state as it is now. */
    TrainingState read() {
        float[] copy = new float[values];
        int at = 0;
        for (Tensor tensor : averagedTensors()) {
            System.arraycopy(tensor.storage().floats(), tensor.offset(), copy, at, tensor.numel());
            at += tensor.numel();
        }
        long[] counters = new long[counts];
        at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(tensor.storage().longs(), tensor.offset(), counters, at, tensor.numel());
            at += tensor.numel();
        }
        if (optimizer != null) {
            System.arraycopy(optimizer.steps(), 0, counters, at, counts - at);
        }
        return new TrainingState(copy, counters);
    }

    /** Overwrites all state; that of an optimizer may follow and is left alone where it does not travel. */
    void write(TrainingState state) {
        if (state.values().length < values || state.counts().length < counts) {
            throw new TrainingException("a state of " + state.values().length + " and " + state.counts().length
                    + " numbers is not of this network, which has " + values + " and " + counts);
        }
        int at = 0;
        for (Tensor tensor : averagedTensors()) {
            System.arraycopy(state.values(), at, tensor.storage().floats(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(state.counts(), at, tensor.storage().longs(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        if (optimizer != null) {
            optimizer.steps(Arrays.copyOfRange(state.counts(), at, counts));
        }
    }

    private List<Tensor> averagedTensors() {
        List<Tensor> all = new ArrayList<>(averaged);
        all.addAll(optimizerTensors());
        return all;
    }

    private List<Tensor> optimizerTensors() {
        return optimizer == null ? List.of() : optimizer.stateTensors();
    }
}
