package dev.arclight.beam.inference;

/** A session does not do what sessions must. No example is at fault, so it goes to the runner instead of becoming a failure. */
final class BrokenSessionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BrokenSessionException(String message) {
        super(message);
    }
}
