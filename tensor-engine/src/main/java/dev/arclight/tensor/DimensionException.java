package dev.arclight.tensor;

/** A dimension that a shape does not have, before it is known what asked for it. */
public final class DimensionException extends ShapeException {
    private static final long serialVersionUID = 1L;

    DimensionException(String message) {
        super(message);
    }

    /** The same with the name of what asked for the dimension. */
    public ShapeException of(String operation) {
        ShapeException named = new ShapeException(operation + ": " + getMessage());
        named.initCause(this);
        return named;
    }
}
