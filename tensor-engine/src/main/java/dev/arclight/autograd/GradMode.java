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
    private static final ThreadLocal<boolean[]> DISABLED = ThreadLocal.withInitial(() -> new boolean[1]);

    private GradMode() {}

    public static boolean isEnabled() {
        return !DISABLED.get()[0];
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
        boolean[] disabled = DISABLED.get();
        boolean before = disabled[0];
        disabled[0] = !enabled;
        return new Scope(disabled, before);
    }

    /** Puts the mode back as it was. */
    public static final class Scope implements AutoCloseable {
        private final boolean[] disabled;
        private final boolean before;

        private Scope(boolean[] disabled, boolean before) {
            this.disabled = disabled;
            this.before = before;
        }

        @Override
        public void close() {
            disabled[0] = before;
        }
    }
}
