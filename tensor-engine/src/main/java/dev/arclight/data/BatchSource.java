package dev.arclight.data;

import org.jspecify.annotations.Nullable;

/** What a pass has still to load. Used by the consumer's thread alone; the tasks run anywhere. */
interface BatchSource<B> extends AutoCloseable {
    /** The task of the next batch, or null if there is none. */
    @Nullable
    LoadTask<B> next();

    /** Leaves out a batch without loading more than it must; false if there is none. */
    boolean skip();

    @Override
    void close();
}
