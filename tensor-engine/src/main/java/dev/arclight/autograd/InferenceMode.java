package dev.arclight.autograd;

/**
 * A stricter {@link GradMode#noGrad()}, as {@code torch.inference_mode()}: what is made inside is an inference tensor for
 * good, which can neither be saved for a backward pass nor be changed in place outside.
 *
 * <pre>{@code
 * try (InferenceMode.Scope scope = InferenceMode.enable()) {
 *     Tensor y = model.forward(x);
 * }
 * }</pre>
 */
public final class InferenceMode {
    private InferenceMode() {}

    public static boolean isEnabled() {
        return ThreadState.current().inference;
    }

    /** As {@code torch.inference_mode()}. */
    public static Scope enable() {
        return set(true);
    }

    /** As {@code torch.inference_mode(enabled)}: false makes normal tensors, recorded, within a surrounding scope. */
    public static Scope set(boolean enabled) {
        ThreadState state = ThreadState.current();
        Scope scope = new Scope(state, state.inference, state.gradEnabled);
        state.inference = enabled;
        state.gradEnabled = !enabled;
        return scope;
    }

    /** Puts both modes back as they were; belongs to the thread that opened it. */
    public static final class Scope implements AutoCloseable {
        private final ThreadState state;
        private final boolean inferenceBefore;
        private final boolean gradBefore;

        private Scope(ThreadState state, boolean inferenceBefore, boolean gradBefore) {
            this.state = state;
            this.inferenceBefore = inferenceBefore;
            this.gradBefore = gradBefore;
        }

        @Override
        public void close() {
            state.inference = inferenceBefore;
            state.gradEnabled = gradBefore;
        }
    }
}
