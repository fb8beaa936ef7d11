package dev.arclight.io;

import dev.arclight.tensor.ArclightException;

/** The content of a file is not what its format says. The message is one line: file, what, expected and how to mend it. */
public final class ModelFormatException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
