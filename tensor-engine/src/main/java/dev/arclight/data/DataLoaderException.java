package dev.arclight.data;

import dev.arclight.tensor.ArclightException;

/** A batch could not be loaded. The message names the item and what went wrong; the cause is the original error. */
public final class DataLoaderException extends ArclightException {
    private static final long serialVersionUID = 1L;

    private final long index;

    DataLoaderException(String message, long index) {
        super(message);
        this.index = index;
    }

    DataLoaderException(String message, long index, Throwable cause) {
        super(message, cause);
        this.index = index;
    }

    /** The item that failed: its number in the dataset, or its place in a stream; -1 if no single item did. */
    public long index() {
        return index;
    }
}
