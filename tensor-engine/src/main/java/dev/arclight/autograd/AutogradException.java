package dev.arclight.autograd;

import dev.arclight.tensor.ArclightException;

/** A gradient that cannot be computed: nothing was recorded, the graph is used up, or a saved tensor was changed. */
public final class AutogradException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public AutogradException(String message) {
        super(message);
    }

    AutogradException(String message, Throwable cause) {
        super(message, cause);
    }
}
