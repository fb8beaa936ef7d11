package dev.arclight.autograd;

import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A scope in which an {@link Interceptor} sees every call of an op in the current thread. Scopes nest: the innermost sees a
 * call first, and what it passes on goes to those around it. Must be closed in the thread, and in the reverse order, in
 * which it was opened.
 */
public final class Interception implements AutoCloseable {
    private final Interceptor interceptor;
    private final ThreadState thread;
    private final @Nullable Interception outer;

    private Interception(Interceptor interceptor) {
        this.interceptor = interceptor;
        this.thread = ThreadState.current();
        this.outer = thread.interception;
    }

    public static Interception open(Interceptor interceptor) {
        Interception opened = new Interception(interceptor);
        opened.thread.interception = opened;
        return opened;
    }

    /** The innermost scope of the current thread, or null. */
    public static @Nullable Interception current() {
        return ThreadState.current().interception;
    }

    /** Runs a call through this scope and those around it. */
    public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Interceptor.Call last) {
        Interceptor.Call next = outer == null ? last : given -> outer.call(op, given, inPlace, last);
        return interceptor.call(op, inputs, inPlace, next);
    }

    /** Tells this scope and those around it that a named part begins. */
    void enter(String name) {
        for (Interception scope = this; scope != null; scope = scope.outer) {
            scope.interceptor.enter(name);
        }
    }

    void leave() {
        for (Interception scope = this; scope != null; scope = scope.outer) {
            scope.interceptor.leave();
        }
    }

    /** @throws IllegalStateException if a scope inside is still open, or this one is closed already */
    @Override
    public void close() {
        if (thread.interception != this) {
            throw new IllegalStateException(
                    "scopes of interceptors must be closed in the reverse order of their opening,"
                            + " each once and in the thread that opened it");
        }
        thread.interception = outer;
    }
}
