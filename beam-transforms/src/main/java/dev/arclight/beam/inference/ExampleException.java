package dev.arclight.beam.inference;

import dev.arclight.tensor.ArclightException;

/** An example does not fit the model's input. It becomes a failure of that example alone. */
public final class ExampleException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public ExampleException(String message) {
        super(message);
    }

    public ExampleException(String message, Throwable cause) {
        super(message, cause);
    }
}
