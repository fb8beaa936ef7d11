package dev.arclight.tensor;

/** The root of Arclight's own errors. Its message is one line: what, where, what was expected and how to mend it. */
public class ArclightException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ArclightException(String message) {
        super(message);
    }

    public ArclightException(String message, Throwable cause) {
        super(message, cause);
    }
}
