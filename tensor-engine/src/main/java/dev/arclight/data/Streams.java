package dev.arclight.data;

import java.util.Iterator;

/** Closing of iterators that hold a file. */
final class Streams {
    private Streams() {}

    static void close(Iterator<?> items) {
        if (items instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new DataFormatException("the stream of items cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
