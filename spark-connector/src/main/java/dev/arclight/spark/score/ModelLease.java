package dev.arclight.spark.score;

import dev.arclight.io.Model;
import java.util.concurrent.atomic.AtomicBoolean;

/** The use of a cached model, which stays in the cache at least until this is closed. Safe for use by many threads. */
public final class ModelLease implements AutoCloseable {
    private final LoadedModel loaded;
    private final boolean fresh;
    private final Runnable release;
    private final AtomicBoolean open = new AtomicBoolean(true);

    ModelLease(LoadedModel loaded, boolean fresh, Runnable release) {
        this.loaded = loaded;
        this.fresh = fresh;
        this.release = release;
    }

    /** The model, in evaluation mode. */
    public Model model() {
        return loaded.model();
    }

    LoadedModel loaded() {
        return loaded;
    }

    /** Whether the model was built for this lease, and not found in the cache. */
    public boolean fresh() {
        return fresh;
    }

    /** Ends the use; a second time does nothing. */
    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            release.run();
        }
    }
}
