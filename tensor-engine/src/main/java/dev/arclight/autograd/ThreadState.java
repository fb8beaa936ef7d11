package dev.arclight.autograd;

import org.jspecify.annotations.Nullable;

/** What autograd keeps for each thread: the modes that its scopes switch. */
final class ThreadState {
    private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

    boolean gradEnabled = true;
    boolean inference;

    /** Innermost scope of hooks on what is saved. */
    @Nullable
    SavedTensorsHooks savedHooks;

    /** Whether nodes remember the user's line that made them. */
    boolean anomaly;

    /** Whether the backward pass looks for NaN. */
    boolean checkNan;

    /** Innermost scope of what sees every call of an op. */
    @Nullable
    Interception interception;

    /** The walk that is under way, the innermost if walks nest. */
    @Nullable
    BackwardPass pass;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }

    boolean recording() {
        return gradEnabled && !inference;
    }
}
