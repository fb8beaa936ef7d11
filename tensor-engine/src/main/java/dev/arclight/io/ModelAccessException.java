package dev.arclight.io;

import dev.arclight.tensor.ArclightException;

/** A model's file or folder is missing, cannot be read or written, or is there already. The message is one line. */
public final class ModelAccessException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ModelAccessException(String message) {
        super(message);
    }

    public ModelAccessException(String message, Throwable cause) {
        super(message, cause);
    }
}
