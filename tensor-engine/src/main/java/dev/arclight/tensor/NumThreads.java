package dev.arclight.tensor;

/**
 * How many threads one operation may compute on: all processors unless told otherwise, by the property
 * {@value Properties#THREADS}, for the whole program by {@link Arclight#setNumThreads}, or for a thread by a scope.
 *
 * <pre>{@code
 * try (NumThreads.Scope alone = NumThreads.of(1)) {
 *     model.call(x);   // on this thread only, as a task among many should
 * }
 * }</pre>
 *
 * <p>Results do not depend on it.
 */
public final class NumThreads {
    private static final ThreadLocal<Scoped> SCOPED = ThreadLocal.withInitial(Scoped::new);

    /** For the whole program; 0 until it is first needed or set. */
    private static volatile int all;

    /** Of one thread. */
    private static final class Scoped {
        /** From the innermost scope, or 0 for the program's. */
        int threads;
    }

    private NumThreads() {}

    /** For operations that the current thread calls. */
    public static int get() {
        int scoped = SCOPED.get().threads;
        return scoped != 0 ? scoped : ofProgram();
    }

    private static int ofProgram() {
        int known = all;
        if (known == 0) {
            known = Properties.threads();
            all = known;
        }
        return known;
    }

    static void set(int threads) {
        all = positive(threads);
    }

    /** Has the current thread compute on so many until the scope is closed by it. */
    public static Scope of(int threads) {
        Scoped scoped = SCOPED.get();
        Scope scope = new Scope(scoped, scoped.threads);
        scoped.threads = positive(threads);
        return scope;
    }

    private static int positive(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("setNumThreads: got " + threads + " threads; expected at least 1");
        }
        return threads;
    }

    /** Puts the number back as it was; belongs to the thread that opened it. */
    public static final class Scope implements AutoCloseable {
        private final Scoped scoped;
        private final int before;

        private Scope(Scoped scoped, int before) {
            this.scoped = scoped;
            this.before = before;
        }

        @Override
        public void close() {
            scoped.threads = before;
        }
    }
}
