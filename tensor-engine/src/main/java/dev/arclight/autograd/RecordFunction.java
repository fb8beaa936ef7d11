package dev.arclight.autograd;

import org.jspecify.annotations.Nullable;

/**
 * Gives a part of a program a name that profiles show, as {@code torch.profiler.record_function}. Costs a few nanoseconds
 * when nothing is profiled.
 *
 * <pre>{@code
 * try (RecordFunction part = RecordFunction.open("model_inference")) {
 *     output = model.call(input);
 * }
 * }</pre>
 *
 * <p>Belongs to the thread that opened it; parts nest.
 */
public final class RecordFunction implements AutoCloseable {
    private static final RecordFunction IDLE = new RecordFunction(null);

    private final @Nullable Interception scope;

    private RecordFunction(@Nullable Interception scope) {
        this.scope = scope;
    }

    public static RecordFunction open(String name) {
        Interception scope = Interception.current();
        if (scope == null) {
            return IDLE;
        }
        scope.enter(name);
        return new RecordFunction(scope);
    }

    /** As {@link #open(String)}, given the current scope, for a node, whose name is made only where it is heard. */
    static RecordFunction open(@Nullable Interception scope, Node node) {
        if (scope == null) {
            return IDLE;
        }
        scope.enter(node.name());
        return new RecordFunction(scope);
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.leave();
        }
    }
}
