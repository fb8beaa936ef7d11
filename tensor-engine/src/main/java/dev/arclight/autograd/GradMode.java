package dev.arclight.autograd;

/**
 * Whether the current thread records operations for gradients; it does unless told otherwise.
 *
 * <pre>{@code
 * try (GradMode.Scope scope = GradMode.noGrad()) {
 *     Tensor y = model.forward(x);   // keeps nothing for a backward pass
 * }
 * }</pre>
 */
public final class GradMode {
    private GradMode() {}

    /** As {@code torch.is_grad_enabled()}. */
    public static boolean isEnabled() {
        return ThreadState.current().gradEnabled;
    }

    /** Whether an operation on a tensor that requires a gradient would be recorded now: never in inference mode. */
    public static boolean isRecording() {
        return ThreadState.current().recording();
    }

    /** As {@code torch.no_grad()}. */
    public static Scope noGrad() {
        return set(false);
    }

    /** As {@code torch.enable_grad()}. */
    public static Scope enableGrad() {
        return set(true);
    }

    /** As {@code torch.set_grad_enabled(enabled)}. */
    public static Scope set(boolean enabled) {
        ThreadState state = ThreadState.current();
        Scope scope = new Scope(state, state.gradEnabled);
        state.gradEnabled = enabled;
        return scope;
    }

    /** Puts the mode back as it was; belongs to the thread that opened it. */
    public static final class Scope implements AutoCloseable {
        private final ThreadState state;
        private final boolean before;

        private Scope(ThreadState state, boolean before) {
            this.state = state;
            this.before = before;
        }

        @Override
        public void close() {
            state.gradEnabled = before;
        }
    }
}
