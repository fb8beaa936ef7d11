package dev.arclight.beam.inference;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.io.ModelAccessException;
import dev.arclight.tensor.ArclightException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the newest model in a folder, which is a model folder that is written over, or a folder of them whose names are
 * versions. Looks again in the background. One for each transform, folder and JVM; safe for use by many threads.
 */
final class FolderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final Map<List<String>, FolderWatch> WATCHES = new ConcurrentHashMap<>();

    /** A watch that nobody asked for so long is forgotten: its pipeline has ended. */
    private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

    private final String folder;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable ModelRef newest;
    private volatile long lookedAt;
    private volatile long askedAt = System.nanoTime();

    private FolderWatch(String folder) {
        this.folder = folder;
    }

    static FolderWatch of(String folder, String pipeline) {
        return of(folder, pipeline, FORGET_NANOS);
    }

    static FolderWatch of(String folder, String pipeline, long forgetNanos) {
        List<String> key = List.of(folder, pipeline);
        FolderWatch known = WATCHES.get(key);
        if (known != null) {
            known.askedAt = System.nanoTime();
            return known;
        }
        WATCHES.values().removeIf(watch -> System.nanoTime() - watch.askedAt > forgetNanos);
        return WATCHES.computeIfAbsent(key, same -> new FolderWatch(folder));
    }

    /** How many folders are watched in this JVM. */
    static int watches() {
        return WATCHES.size();
    }

    /**
     * The newest model that is known, and a look in the background if the last was longer ago than that; the first time it is
     * looked at once.
     *
     * @throws ModelAccessException if no model has been seen yet and there is none
     */
    ModelRef newest(long everyMillis) {
        ModelRef known = newest;
        if (known == null) {
            return first();
        }
        boolean due = System.nanoTime() - lookedAt > TimeUnit.MILLISECONDS.toNanos(everyMillis);
        if (due && looking.compareAndSet(false, true)) {
            startLooking();
        }
        return known;
    }

    private void startLooking() {
        boolean started = false;
        try {
            Background.start("arclight-folder-watch", this::lookAgain);
            started = true;
        } finally {
            if (!started) {
                looking.set(false);
            }
        }
    }

    private synchronized ModelRef first() {
        ModelRef known = newest;
        if (known == null) {
            known = look();
            newest = known;
            lookedAt = System.nanoTime();
        }
        return known;
    }

    private void lookAgain() {
        try {
            newest = look();
        } catch (ArclightException e) {
            LOG.warn("folder {} shows no model now; the one before stays in use: {}", folder, e.getMessage());
        } finally {
            lookedAt = System.nanoTime();
            looking.set(false);
        }
    }

    private ModelRef look() {
        BeamModelSource source = BeamModelSource.of(folder);
        Optional<String> own = source.stamp();
        if (own.isPresent()) {
            return ModelRef.of(source.location()).withStamp(own.get());
        }
        List<String> versions = source.versions();
        if (versions.isEmpty()) {
            throw new ModelAccessException("watched folder '" + folder
                    + "' holds neither a model nor folders with models; save one there before the pipeline starts");
        }
        String version = versions.get(versions.size() - 1);
        BeamModelSource latest = source.version(version);
        return ModelRef.of(latest.location(), version).withStamp(latest.stamp().orElse(""));
    }
}
