package dev.arclight.tensor;

/** A tensor was used after the {@link Arena} that held its memory was closed. */
public final class ReleasedException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ReleasedException(String message) {
        super(message);
    }
}
