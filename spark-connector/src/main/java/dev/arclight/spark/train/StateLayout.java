package dev.arclight.spark.train;

import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arrays in which a training's state travels: the module's parameters, then its buffers, then the optimizer's, each in the
 * order in which it was registered, then what else is counted. Every JVM finds the same layout because all build the same
 * network.
 */
final class StateLayout {
    private final List<Tensor> averaged = new ArrayList<>();
    private final List<Tensor> counted = new ArrayList<>();
    private final @Nullable Optimizer optimizer;
    private final long[] others;
    private final int parameterValues;
    private final int values;
    private final int counts;

    /** What an optimizer alone remembers. */
    static StateLayout of(Optimizer optimizer) {
        return new StateLayout(Map.of(), List.of(), optimizer, new long[0]);
    }

    /**
     * @param optimizer null if what it remembers does not travel
     * @param others more that is counted; read and written where it is
     * @throws TrainingException if the module has a part whose mean makes no sense or the whole passes a Java array
     */
    StateLayout(Module module, @Nullable Optimizer optimizer, long[] others) {
        this(module.stateDict(), module.parameters(), optimizer, others);
    }

    private StateLayout(
            Map<String, Tensor> network, List<Tensor> parameters, @Nullable Optimizer optimizer, long[] others) {
        this.optimizer = optimizer;
        this.others = others;
        Set<Storage> learnt = Collections.newSetFromMap(new IdentityHashMap<>());
        parameters.forEach(parameter -> learnt.add(parameter.storage()));
        List<Tensor> buffers = new ArrayList<>();
        long total = 0;
        long first = 0;
        int integers = others.length;
        for (Map.Entry<String, Tensor> entry : network.entrySet()) {
            Tensor tensor = entry.getValue();
            if (tensor.dtype() == DType.INT64 && tensor.isContiguous()) {
                counted.add(tensor);
                integers += tensor.numel();
            } else if (tensor.dtype() == DType.FLOAT32 && tensor.isContiguous()) {
                boolean isParameter = learnt.contains(tensor.storage());
                (isParameter ? averaged : buffers).add(tensor);
                first += isParameter ? tensor.numel() : 0;
                total += tensor.numel();
            } else {
                throw new TrainingException("the network's '" + entry.getKey() + "' is " + tensor.type()
                        + ", expected contiguous float32, which can be averaged, or int64, which counts; use layers of"
                        + " float32");
            }
        }
        averaged.addAll(buffers);
        for (Tensor buffer : optimizerTensors()) {
            total += buffer.numel();
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new TrainingException("parameters and optimizer state are " + total
                    + " numbers and pass the largest Java array, 2^31 - 9; use a smaller network or plain SGD");
        }
        this.parameterValues = (int) first;
        this.values = (int) total;
        this.counts = integers + (optimizer == null ? 0 : optimizer.steps().length);
    }

    /** How many of the values are parameters; they are the first. */
    int parameterValues() {
        return parameterValues;
    }

    /** A copy of the state as it is now. */
    TrainingState read() {
        float[] copy = new float[values];
        int at = 0;
        for (Tensor tensor : averaged) {
            System.arraycopy(tensor.storage().floats(), tensor.offset(), copy, at, tensor.numel());
            at += tensor.numel();
        }
        for (Tensor buffer : optimizerTensors()) {
            System.arraycopy(buffer.storage().floats(), 0, copy, at, buffer.numel());
            at += buffer.numel();
        }
        long[] counters = new long[counts];
        at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(tensor.storage().longs(), tensor.offset(), counters, at, tensor.numel());
            at += tensor.numel();
        }
        System.arraycopy(others, 0, counters, at, others.length);
        at += others.length;
        if (optimizer != null) {
            System.arraycopy(optimizer.steps(), 0, counters, at, counts - at);
        }
        return new TrainingState(copy, counters);
    }

    /**
     * Overwrites all state.
     *
     * @throws TrainingException if it is of another network or optimizer
     */
    void write(TrainingState state) {
        if (state.values().length != values || state.counts().length != counts) {
            throw new TrainingException("the state holds " + state.values().length + " values and "
                    + state.counts().length + " counts, and this network and optimizer have " + values + " and "
                    + counts
                    + "; it is another's: delete checkpointDir to train from the beginning");
        }
        int at = 0;
        for (Tensor tensor : averaged) {
            System.arraycopy(state.values(), at, tensor.storage().floats(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        for (Tensor buffer : optimizerTensors()) {
            System.arraycopy(state.values(), at, buffer.storage().floats(), 0, buffer.numel());
            at += buffer.numel();
        }
        at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(state.counts(), at, tensor.storage().longs(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        System.arraycopy(state.counts(), at, others, 0, others.length);
        at += others.length;
        if (optimizer != null) {
            optimizer.steps(Arrays.copyOfRange(state.counts(), at, counts));
        }
    }

    private List<Tensor> optimizerTensors() {
        return optimizer == null ? List.of() : optimizer.stateTensors();
    }
}
