package dev.arclight.autograd;

import dev.arclight.tensor.ArclightException;

/** A gradient that differs from the one found by moving the inputs a little. */
public final class GradcheckException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public GradcheckException(String message) {
        super(message);
    }
}
