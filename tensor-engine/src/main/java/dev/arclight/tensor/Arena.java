package dev.arclight.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
 * scopes of different arenas may nest, those of one may not. What steps no longer ask for, as when sequences have other
 * lengths each time, goes to the garbage collector after some scopes.
 */
public final class Arena {
    private static final ThreadLocal<@Nullable Arena> CURRENT = new ThreadLocal<>();

    /** Scopes after which an array that none of them asked for is dropped. */
    private static final int PATIENCE = 16;

    /** What is free may be so many times what one scope took, so that steps of a few kinds in turn find their arrays. */
    private static final int MOST_KINDS = 4;

    private record Size(DType dtype, int length) {}

    /** Free arrays of one size. */
    private static final class Shelf {
        final ArrayDeque<Object> arrays = new ArrayDeque<>();

        /** How many were never taken since unused ones were last dropped. */
        int untouched;
    }

    private final Map<Size, Shelf> free = new HashMap<>();
    private final List<Storage> lent = new ArrayList<>();
    private @Nullable Arena outer;
    private @Nullable Scope open;

    /** Of the free arrays. */
    private long freeBytes;

    /** The most that a scope took since unused arrays were last dropped. */
    private long mostBytes;

    /** Scopes since then. */
    private int scopes;

    static @Nullable Arena current() {
        return CURRENT.get();
    }

    /** Makes this the source of every tensor that the current thread makes until the scope is closed. */
    public Scope open() {
        if (open != null) {
            throw new IllegalStateException("this arena is open already; one arena serves one scope at a time");
        }
        Scope scope = new Scope();
        open = scope;
        outer = CURRENT.get();
        CURRENT.set(this);
        return scope;
    }

    /** Does something whose tensors outlive all scopes that the current thread has open. */
    public static <T> T suspended(Supplier<T> body) {
        Arena open = CURRENT.get();
        if (open == null) {
            return body.get();
        }
        CURRENT.remove();
        try {
            return body.get();
        } finally {
            CURRENT.set(open);
        }
    }

    /** The memory of the arrays that wait for their next use. */
    long freeBytes() {
        return freeBytes;
    }

    Storage take(DType dtype, int length) {
        Shelf shelf = free.get(new Size(dtype, length));
        Object array = shelf == null ? null : shelf.arrays.pollLast();
        if (shelf == null || array == null) {
            array = Storage.newArray(dtype, length);
        } else {
            shelf.untouched = Math.min(shelf.untouched, shelf.arrays.size());
            freeBytes -= bytes(dtype, length);
        }
        Storage storage = Storage.pooled(dtype, array, length);
        lent.add(storage);
        return storage;
    }

    private static long bytes(DType dtype, int length) {
        return (long) dtype.bytes() * length;
    }

    private void takeBack() {
        long taken = 0;
        for (Storage storage : lent) {
            DType dtype = storage.dtype();
            free.computeIfAbsent(new Size(dtype, storage.length()), size -> new Shelf())
                    .arrays
                    .add(storage.release());
            taken += bytes(dtype, storage.length());
        }
        lent.clear();
        freeBytes += taken;
        mostBytes = Math.max(mostBytes, taken);
        scopes++;
        if (scopes >= PATIENCE || freeBytes > MOST_KINDS * mostBytes) {
            dropUntouched();
            scopes = 0;
            mostBytes = taken;
        }
    }

    private void dropUntouched() {
        for (Iterator<Map.Entry<Size, Shelf>> shelves = free.entrySet().iterator(); shelves.hasNext(); ) {
            Map.Entry<Size, Shelf> entry = shelves.next();
            Size size = entry.getKey();
            Shelf shelf = entry.getValue();
            for (int i = 0; i < shelf.untouched; i++) {
                shelf.arrays.pollFirst();
            }
            freeBytes -= shelf.untouched * bytes(size.dtype(), size.length());
            shelf.untouched = shelf.arrays.size();
            if (shelf.untouched == 0) {
                shelves.remove();
            }
        }
    }

    /** The open stretch of an {@link Arena}. */
    public final class Scope implements AutoCloseable {
        private final Thread thread = Thread.currentThread();

        private Scope() {}

        /**
         * Lets a tensor outlive this scope; its memory then belongs to the garbage collector.
         *
         * @throws IllegalStateException if the scope is closed
         */
        public Tensor keep(Tensor tensor) {
            if (open != this) {
                throw new IllegalStateException("this scope is closed; keep a tensor before its scope closes");
            }
            lent.remove(tensor.storage());
            return tensor;
        }

        /**
         * Takes the memory of all tensors made inside back; does nothing the second time.
         *
         * @throws IllegalStateException on another thread than opened it, or before a scope that was opened inside
         */
        @Override
        public void close() {
            if (open != this) {
                return;
            }
            if (Thread.currentThread() != thread) {
                throw new IllegalStateException("this scope was opened by thread " + thread.getName()
                        + " and cannot be closed by " + Thread.currentThread().getName());
            }
            if (CURRENT.get() != Arena.this) {
                throw new IllegalStateException(
                        "a scope of another arena that was opened inside this one is still open; close that one first");
            }
            takeBack();
            open = null;
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            outer = null;
        }
    }
}
