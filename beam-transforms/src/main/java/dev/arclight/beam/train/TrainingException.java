package dev.arclight.beam.train;

import dev.arclight.tensor.ArclightException;

/** A training that cannot begin or go on. The message is one line: what is wrong, where, and how to mend it. */
public final class TrainingException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
