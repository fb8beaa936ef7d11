package dev.arclight.jobs;

import dev.arclight.tensor.ArclightException;

/** A command cannot do what it was asked. The message is one line that says why and how to mend it. */
public final class JobException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public JobException(String message) {
        super(message);
    }

    public JobException(String message, Throwable cause) {
        super(message, cause);
    }
}
