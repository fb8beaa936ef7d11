package dev.arclight.tokenizers.text;

/**
 * A tokenizer could not be read, built or used: the message says which file or component, what it got, what it expected and,
 * where that is known, how to mend it.
 */
public class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An error with its message alone. */
    public TokenizerException(String message) {
        super(message);
    }

    /** An error that another one led to. */
    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
