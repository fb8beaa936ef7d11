package dev.arclight.autograd;

import dev.arclight.op.Interceptor;
import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

    /** The walk back during which this was opened, null outside of any. */
    private final @Nullable BackwardPass pass;

    private Interception(Interceptor interceptor) {
        this.interceptor = interceptor;
        this.thread = ThreadState.current();
        this.outer = thread.interception;
        this.pass = thread.pass;
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

    /** The interceptor of the innermost scope that holds one of a kind and sees what is called now, or null. */
    public static <T extends Interceptor> @Nullable T innermost(Class<T> kind) {
        for (Interception scope = current(); scope != null; scope = scope.outer) {
            if (scope.sees() && kind.isInstance(scope.interceptor)) {
                return kind.cast(scope.interceptor);
            }
        }
        return null;
    }

    /** Runs a call through this scope and those around it. */
    public Tensor[] call(Op op, Tensor[] inputs, boolean inPlace, Interceptor.Call last) {
        Interceptor.Call next = outer == null ? last : given -> outer.call(op, given, inPlace, last);
        return sees() ? interceptor.call(op, inputs, inPlace, next) : next.run(inputs);
    }

    /**
     * Computes a function that is made of several ops but is one in PyTorch, through the scopes of the current thread.
     *
     * @see Interceptor#function
     */
    public static <R> R function(String name, Function<Tensor[], R> body, Tensor... inputs) {
        Interception scope = current();
        return scope == null ? body.apply(inputs) : scope.function(name, inputs, body);
    }

    private <R> R function(String name, Tensor[] inputs, Function<Tensor[], R> body) {
        Function<Tensor[], R> next = outer == null ? body : given -> outer.function(name, given, body);
        return sees() ? interceptor.function(name, inputs, next) : next.apply(inputs);
    }

    private boolean sees() {
        return thread.pass == pass || !interceptor.forwardOnly();
    }

    /** What sees only what the program calls, outermost first: what is computed again goes through it again. */
    static List<Interceptor> forwardOnly() {
        List<Interceptor> found = new ArrayList<>();
        for (Interception scope = current(); scope != null; scope = scope.outer) {
            if (scope.interceptor.forwardOnly() && scope.sees()) {
                found.add(0, scope.interceptor);
            }
        }
        return found;
    }

    /** Runs something in scopes of these interceptors. */
    static void within(List<Interceptor> interceptors, Runnable body) {
        if (interceptors.isEmpty()) {
            body.run();
            return;
        }
        try (Interception scope = open(interceptors.get(0))) {
            within(interceptors.subList(1, interceptors.size()), body);
        }
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
