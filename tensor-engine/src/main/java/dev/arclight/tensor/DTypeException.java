package dev.arclight.tensor;

/** A dtype that an operation cannot take. */
public final class DTypeException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public DTypeException(String message) {
        super(message);
    }
}
