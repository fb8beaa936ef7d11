package dev.arclight.tensor;

/** Shapes that an operation cannot take, or indices outside a shape. */
public class ShapeException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ShapeException(String message) {
        super(message);
    }
}
