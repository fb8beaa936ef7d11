package dev.arclight.kernel;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/**
 * What backends made of constant tensors, such as matrices in panels: once for all sessions of a model, and for as long as
 * somebody holds the tensors' memory. Safe for all threads.
 */
public final class PackedWeights {
    private final WeakHashMap<Storage, Map<Look, Object>> packed = new WeakHashMap<>();

    /** A tensor within its memory; two that look at the same elements in the same way are packed once. */
    private record Look(Object form, Shape shape, List<Integer> strides, int offset) {}

    /**
     * What was made of a tensor, or is made now. It does not hold the tensor's memory.
     *
     * @param form equal for uses that can share what is made: its kind, and all that it depends on beside the tensor, such as
     *     the groups of a convolution
     */
    public synchronized <T> T of(Tensor tensor, Object form, Class<T> kind, Supplier<T> pack) {
        List<Integer> strides = Arrays.stream(tensor.strides()).boxed().toList();
        Look look = new Look(form, tensor.shape(), strides, tensor.offset());
        Map<Look, Object> ofMemory = packed.computeIfAbsent(tensor.storage(), memory -> new HashMap<>());
        return kind.cast(ofMemory.computeIfAbsent(look, key -> pack.get()));
    }

    /** How many are kept. */
    synchronized int size() {
        return packed.values().stream().mapToInt(Map::size).sum();
    }
}
