package dev.arclight.tensor;

import java.util.Map;

/**
 * What has a state that a run is resumed from: an optimizer, a schedule, a loader's position.
 *
 * <p>A state is a tree of maps with text as keys, lists, tensors, text, whole numbers ({@link Integer}, {@link Long}),
 * floating numbers ({@link Float}, {@link Double}), {@link Boolean}s and null; a checkpoint writes nothing else. A map whose
 * keys are whole numbers in PyTorch, as an optimizer's {@code "state"}, has them as text here. What comes back from a file
 * has {@link Long} for all whole numbers and {@link Double} for all floating ones, so those who load take any
 * {@link Number}.
 *
 * <pre>{@code
 * Map<String, Object> saved = optimizer.stateDict();
 * fresh.loadStateDict(saved);   // goes on as if it were the first one
 * }</pre>
 */
public interface Stateful {
    /** Everything that what comes next depends on; tensors in it may be the live ones. */
    Map<String, Object> stateDict();

    /**
     * Continues from a state, of which it keeps nothing that the caller could change.
     *
     * @throws ArclightException if the state is not one of a thing like this; then nothing has changed
     */
    void loadStateDict(Map<String, Object> state);
}
