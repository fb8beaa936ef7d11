package dev.arclight.kernel;

import dev.arclight.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.function.Supplier;

/** What backends made of constant tensors, such as matrices in panels: once for all sessions of a model. Safe for all threads. */
public final class PackedWeights {
    private final IdentityHashMap<Tensor, Object> packed = new IdentityHashMap<>();

    /** What was made of a tensor, or is made now; always of the same kind for one tensor. */
    public synchronized <T> T of(Tensor tensor, Class<T> kind, Supplier<T> pack) {
        return kind.cast(packed.computeIfAbsent(tensor, key -> pack.get()));
    }
}
