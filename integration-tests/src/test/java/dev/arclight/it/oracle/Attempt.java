package dev.arclight.it.oracle;

import dev.arclight.tensor.ArclightException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computations that may be refused. Only what each library throws to refuse counts as that; anything else is a fault, of
 * the engine or of the test, and goes on.
 */
final class Attempt {
    /** What a computation gave, or why it was refused; one of both is null. */
    record Outcome<T>(@Nullable T value, @Nullable RuntimeException refusal) {
        boolean refused() {
            return refusal != null;
        }

        /** @throws AssertionError if there is none */
        T get() {
            if (value == null) {
                throw new AssertionError("there is no result", refusal);
            }
            return value;
        }

        /** The first line of why it was refused. */
        String reason() {
            return refusal == null
                    ? ""
                    : String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
        }
    }

    private Attempt() {}

    /** A computation here: it is refused by a typed exception. */
    static <T> Outcome<T> ours(Supplier<T> computation) {
        try {
            return new Outcome<>(computation.get(), null);
        } catch (ArclightException refusal) {
            return new Outcome<>(null, refusal);
        }
    }

    /** A computation in libtorch, whose errors arrive as plain {@link RuntimeException}s, and no others do. */
    static <T> Outcome<T> theirs(Supplier<T> computation) {
        try {
            return new Outcome<>(computation.get(), null);
        } catch (RuntimeException refusal) {
            if (refusal.getClass() != RuntimeException.class) {
                throw refusal;
            }
            return new Outcome<>(null, refusal);
        }
    }
}
