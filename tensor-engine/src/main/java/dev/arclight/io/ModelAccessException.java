package dev.arclight.io;

import dev.arclight.tensor.ArclightException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A model's file or folder is missing, cannot be read or written, or is there already. The message is one line. */
public final class ModelAccessException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ModelAccessException(String message) {
        super(message);
    }

    public ModelAccessException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a failed read becomes; for the engine's own rooms. */
    public static ModelAccessException reading(String location, IOException cause) {
        return new ModelAccessException(location + ": " + reason(cause, "cannot be read"), cause);
    }

    static ModelAccessException writing(String location, IOException cause) {
        return new ModelAccessException(location + ": " + reason(cause, "cannot be written"), cause);
    }

    private static String reason(IOException e, String otherwise) {
        if (e instanceof NoSuchFileException) {
            return otherwise + ", since " + e.getMessage() + " does not exist; check the path";
        }
        if (e instanceof AccessDeniedException) {
            return otherwise + ", since access to " + e.getMessage() + " is denied; check its permissions";
        }
        return otherwise + ": " + e.getMessage();
    }
}
