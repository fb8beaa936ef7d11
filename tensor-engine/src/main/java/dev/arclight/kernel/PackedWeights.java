package dev.arclight.kernel;

import dev.arclight.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What backends made of constant tensors, such as matrices in panels: once for all sessions of a model. Safe for all threads. */
public final class PackedWeights {
    private final Map<Tensor, Object> packed = new IdentityHashMap<>();

    /** What was made of a tensor, or is made now; always of the same kind for one tensor. */
    @SuppressWarnings("unchecked") // A tensor is packed by the kernel of one op for one purpose.
    public synchronized <T> T of(Tensor tensor, Class<T> kind, Supplier<T> pack) {
        return kind.cast(packed.computeIfAbsent(tensor, key -> pack.get()));
    }
}
