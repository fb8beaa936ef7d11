package dev.arclight.spark.executor;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects of this JVM, one for each key however many tasks use it. They are held softly: whoever works with one holds it, and
 * one that nobody uses goes when memory is short. Safe for use by many threads.
 */
public final class SharedObjects<T> {
    private final Map<String, SoftReference<T>> held = new ConcurrentHashMap<>();

    /** The object of a key, made if there is none; what {@code make} throws comes out, and nothing is held then. */
    public T get(String key, Supplier<T> make) {
        T known = known(held.get(key));
        if (known != null) {
            return known;
        }
        // Making one holds the map's lock of this key, so two tasks that start together make one.
        Holder<T> found = new Holder<>();
        held.compute(key, (same, reference) -> {
            T other = known(reference);
            found.object = other == null ? make.get() : other;
            return other == null ? new SoftReference<>(found.object) : reference;
        });
        return Objects.requireNonNull(found.object);
    }

    private static <T> @Nullable T known(@Nullable SoftReference<T> reference) {
        return reference == null ? null : reference.get();
    }

    private static final class Holder<T> {
        private @Nullable T object;
    }
}
