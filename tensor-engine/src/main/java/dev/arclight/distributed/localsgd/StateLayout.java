package dev.arclight.distributed.localsgd;

import dev.arclight.nn.Module;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The two arrays in which a training's state travels. Values are averaged: the network's tensors, then the optimizer's. Counts
 * only grow: those of the network, others, the steps that the optimizer has made. Every JVM finds the same layout because all
 * build the same network.
 */
public final class StateLayout {
    private final List<Tensor> averaged = new ArrayList<>();
    private final List<Tensor> counted = new ArrayList<>();
    private final Optional<Optimizer> optimizer;
    private final long[] others;
    private final Function<String, ? extends ArclightException> error;
    private final int parameterValues;
    private final int values;
    private final int counts;

    /**
     * The network's tensors in the order in which they were registered.
     *
     * @param optimizer empty if what it remembers does not travel
     * @param error makes what is thrown here of a message
     * @throws ArclightException if the module has a part whose mean makes no sense, or the whole passes a Java array
     */
    public static StateLayout asRegistered(
            Module module, Optional<Optimizer> optimizer, Function<String, ? extends ArclightException> error) {
        return new StateLayout(module.stateDict(), List.of(), optimizer, new long[0], error);
    }

    /**
     * The network's parameters, then its buffers, each in the order in which they were registered.
     *
     * @param optimizer empty if what it remembers does not travel
     * @param others more that is counted; read and written where it is
     * @param error makes what is thrown here of a message
     * @throws ArclightException if the module has a part whose mean makes no sense, or the whole passes a Java array
     */
    public static StateLayout parametersFirst(
            Module module,
            Optional<Optimizer> optimizer,
            long[] others,
            Function<String, ? extends ArclightException> error) {
        return new StateLayout(module.stateDict(), module.parameters(), optimizer, others, error);
    }

    /** What an optimizer alone remembers. */
    public static StateLayout of(Optimizer optimizer, Function<String, ? extends ArclightException> error) {
        return new StateLayout(Map.of(), List.of(), Optional.of(optimizer), new long[0], error);
    }

    /** @param first which of the network's tensors come before the others */
    private StateLayout(
            Map<String, Tensor> network,
            List<Tensor> first,
            Optional<Optimizer> optimizer,
            long[] others,
            Function<String, ? extends ArclightException> error) {
        this.optimizer = optimizer;
        this.others = others;
        this.error = error;
        Set<Storage> ahead = Collections.newSetFromMap(new IdentityHashMap<>());
        first.forEach(tensor -> ahead.add(tensor.storage()));
        List<Tensor> behind = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : network.entrySet()) {
            Tensor tensor = entry.getValue();
            if (tensor.dtype() == DType.INT64 && tensor.isContiguous()) {
                counted.add(tensor);
            } else if (tensor.dtype() == DType.FLOAT32 && tensor.isContiguous()) {
                (ahead.contains(tensor.storage()) ? averaged : behind).add(tensor);
            } else {
                throw error.apply("the network's '" + entry.getKey() + "' is " + tensor.type()
                        + ", expected contiguous float32, which can be averaged, or int64, which counts; use layers of"
                        + " float32");
            }
        }
        long ofParameters = numbers(averaged);
        averaged.addAll(behind);
        long total = numbers(averagedTensors());
        if (total > Integer.MAX_VALUE - 8) {
            throw error.apply("parameters and optimizer state are " + total
                    + " numbers and pass the largest Java array, 2^31 - 9; use a smaller network or plain SGD");
        }
        this.parameterValues = (int) ofParameters;
        this.values = (int) total;
        this.counts = Math.toIntExact(numbers(counted)
                + others.length
                + optimizer.map(known -> known.steps().length).orElse(0));
    }

    private static long numbers(List<Tensor> tensors) {
        return tensors.stream().mapToLong(Tensor::numel).sum();
    }

    /** How many of the values are parameters; they are the first. 0 if all tensors are {@link #asRegistered}. */
    public int parameterValues() {
        return parameterValues;
    }

    /** A copy of what is averaged. */
    public float[] values() {
        float[] copy = new float[values];
        int at = 0;
        for (Tensor tensor : averagedTensors()) {
            System.arraycopy(tensor.storage().floats(), tensor.offset(), copy, at, tensor.numel());
            at += tensor.numel();
        }
        return copy;
    }

    /** A copy of what is counted. */
    public long[] counts() {
        long[] copy = new long[counts];
        int at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(tensor.storage().longs(), tensor.offset(), copy, at, tensor.numel());
            at += tensor.numel();
        }
        System.arraycopy(others, 0, copy, at, others.length);
        at += others.length;
        if (optimizer.isPresent()) {
            System.arraycopy(optimizer.get().steps(), 0, copy, at, counts - at);
        }
        return copy;
    }

    /**
     * Overwrites all state.
     *
     * @throws ArclightException if it is of another network or optimizer
     */
    public void write(float[] newValues, long[] newCounts) {
        if (newValues.length != values || newCounts.length != counts) {
            throw error.apply("the state holds " + newValues.length + " values and " + newCounts.length
                    + " counts, and this network and optimizer have " + values + " and " + counts
                    + "; it is another's: delete the training's folder to train from the beginning");
        }
        int at = 0;
        for (Tensor tensor : averagedTensors()) {
            System.arraycopy(newValues, at, tensor.storage().floats(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        at = 0;
        for (Tensor tensor : counted) {
            System.arraycopy(newCounts, at, tensor.storage().longs(), tensor.offset(), tensor.numel());
            tensor.storage().changed();
            at += tensor.numel();
        }
        System.arraycopy(newCounts, at, others, 0, others.length);
        at += others.length;
        if (optimizer.isPresent()) {
            optimizer.get().steps(Arrays.copyOfRange(newCounts, at, counts));
        }
    }

    /** The network's, then what the optimizer remembers now. */
    private List<Tensor> averagedTensors() {
        List<Tensor> all = new ArrayList<>(averaged);
        optimizer.ifPresent(known -> all.addAll(known.stateTensors()));
        return all;
    }
}
