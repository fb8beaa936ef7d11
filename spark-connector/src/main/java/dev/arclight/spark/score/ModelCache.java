package dev.arclight.spark.score;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The models of this JVM, one copy of each however many tasks and queries use it. Safe for use by many threads.
 *
 * <p>Models are known by the checksum of their files. They are held softly: whoever scores holds his model, and one that
 * nobody uses goes when memory is short.
 */
public final class ModelCache {
    private static final Map<String, SoftReference<Model>> MODELS = new ConcurrentHashMap<>();
    private static final LongAdder LOADS = new LongAdder();

    private ModelCache() {}

    /** How many times a model was built from its files in this JVM. */
    public static long loads() {
        return LOADS.sum();
    }

    /**
     * The model that these files hold, in evaluation mode.
     *
     * @throws ModelFormatException if they hold none
     */
    public static Model get(ModelFiles files) {
        Model known = find(files.checksum());
        if (known != null) {
            return known;
        }
        // Loading holds the map's lock of this key, so two tasks that start together load once.
        Model[] loaded = new Model[1];
        MODELS.compute(files.checksum(), (checksum, held) -> {
            Model other = held == null ? null : held.get();
            if (other != null) {
                loaded[0] = other;
                return held;
            }
            loaded[0] = load(files);
            return new SoftReference<>(loaded[0]);
        });
        return loaded[0];
    }

    /** Reads a folder anew; keeps what was read, to be called {@code location}, and the one copy of the model in it. */
    static Loaded read(ModelSource folder, String location) {
        ModelFiles.Recorder recorder = new ModelFiles.Recorder(folder, location);
        Model model = load(recorder);
        ModelFiles files = recorder.recorded(model.checksum());
        Model[] chosen = {model};
        MODELS.compute(files.checksum(), (checksum, held) -> {
            Model known = held == null ? null : held.get();
            if (known != null) {
                chosen[0] = known;
                return held;
            }
            return new SoftReference<>(model);
        });
        return new Loaded(files, chosen[0]);
    }

    record Loaded(ModelFiles files, Model model) {}

    private static @Nullable Model find(String checksum) {
        SoftReference<Model> held = MODELS.get(checksum);
        return held == null ? null : held.get();
    }

    private static Model load(ModelSource source) {
        LOADS.increment();
        return ModelFolder.read(source);
    }
}
