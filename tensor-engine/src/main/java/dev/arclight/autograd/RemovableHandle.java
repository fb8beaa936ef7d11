package dev.arclight.autograd;

import java.util.Collection;

/** Removes a hook; {@link #close} does so too, for hooks that live in a scope. */
public final class RemovableHandle implements AutoCloseable {
    private final Runnable removal;

    private RemovableHandle(Runnable removal) {
        this.removal = removal;
    }

    /** Adds {@code hook} to a list that is safe for all threads; the handle takes this one out again, not an equal one. */
    public static <H> RemovableHandle add(Collection<H> hooks, H hook) {
        hooks.add(hook);
        return new RemovableHandle(() -> hooks.removeIf(known -> known == hook));
    }

    /** Does nothing the second time. */
    public void remove() {
        removal.run();
    }

    @Override
    public void close() {
        remove();
    }
}
