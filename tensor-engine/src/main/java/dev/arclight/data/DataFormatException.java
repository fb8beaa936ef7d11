package dev.arclight.data;

import dev.arclight.tensor.ArclightException;

/** A file of data is missing, cannot be read or is not what its format says. The message is one line. */
public final class DataFormatException extends ArclightException {
    private static final long serialVersionUID = 1L;

    public DataFormatException(String message) {
        super(inOneLine(message));
    }

    public DataFormatException(String message, Throwable cause) {
        super(inOneLine(message), cause);
    }

    /** Messages quote what files hold, which may be anything. */
    private static String inOneLine(String message) {
        return message.replace('\n', ' ').replace('\r', ' ');
    }
}
