package dev.arclight.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recycles the memory of short-lived tensors: what is made inside a scope goes back to the arena when the scope closes,
 * so that a training loop whose steps look alike allocates large arrays in its first step only.
 *
 * <pre>{@code
 * Arena arena = new Arena();
 * for (...) {
 *     try (Arena.Scope step = arena.open()) {
 *         loss = model.forward(x)...;   // all of this step's tensors are recycled here
 *     }
 * }
 * }</pre>
 *
 * <p>A tensor that must outlive its scope is passed to {@link Scope#keep}. Using one that was not kept is a
 * {@link ReleasedException}, never a silent read of somebody else's numbers. One arena serves one thread at a time;
 * scopes of different arenas may nest, those of one may not.
 */
public final class Arena {
    private static final ThreadLocal<@Nullable Arena> CURRENT = new ThreadLocal<>();

    private record Size(DType dtype, int length) {}

    private final Map<Size, ArrayDeque<Object>> free = new HashMap<>();
    private final List<Storage> lent = new ArrayList<>();
    private @Nullable Arena outer;
    private boolean open;

    static @Nullable Arena current() {
        return CURRENT.get();
    }

    /** Makes this the source of every tensor that the current thread makes until the scope is closed. */
    public Scope open() {
        if (open) {
            throw new IllegalStateException("this arena is open already; one arena serves one scope at a time");
        }
        open = true;
        outer = CURRENT.get();
        CURRENT.set(this);
        return new Scope();
    }

    Storage take(DType dtype, int length) {
        ArrayDeque<Object> candidates = free.get(new Size(dtype, length));
        Object array = candidates == null ? null : candidates.pollLast();
        Storage storage = Storage.pooled(dtype, array == null ? Storage.newArray(dtype, length) : array, length);
        lent.add(storage);
        return storage;
    }

    /** The open stretch of an {@link Arena}. */
    public final class Scope implements AutoCloseable {
        private Scope() {}

        /** Lets a tensor outlive this scope; its memory then belongs to the garbage collector. */
        public Tensor keep(Tensor tensor) {
            lent.remove(tensor.storage());
            return tensor;
        }

        @Override
        public void close() {
            if (!open) {
                return;
            }
            for (Storage storage : lent) {
                free.computeIfAbsent(new Size(storage.dtype(), storage.length()), size -> new ArrayDeque<>())
                        .add(storage.release());
            }
            lent.clear();
            open = false;
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            outer = null;
        }
    }
}
