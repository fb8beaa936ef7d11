package dev.arclight.distributed;

import dev.arclight.tensor.ArclightException;

/** Workers did not come together: one failed, one did not come in time, or they asked for different things. */
public final class DistributedException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public DistributedException(String message) {
        super(message);
    }

    public DistributedException(String message, Throwable cause) {
        super(message, cause);
    }
}
