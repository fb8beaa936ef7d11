package dev.arclight.spark.score;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import dev.arclight.spark.executor.SharedObjects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The models of this JVM, one copy of each however many tasks and queries use it. Safe for use by many threads.
 *
 * <p>Models are known by the checksum of their files.
 */
public final class ModelCache {
    private static final SharedObjects<Model> MODELS = new SharedObjects<>();
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
        return MODELS.get(files.checksum(), () -> load(files));
    }

    /** Reads a folder anew; keeps what was read, to be called {@code location}, and the one copy of the model in it. */
    static Loaded read(ModelSource folder, String location) {
        ModelFiles.Recorder recorder = new ModelFiles.Recorder(folder, location);
        Model model = load(recorder);
        ModelFiles files = recorder.recorded(model.checksum());
        return new Loaded(files, MODELS.get(files.checksum(), () -> model));
    }

    record Loaded(ModelFiles files, Model model) {}

    private static Model load(ModelSource source) {
        LOADS.increment();
        return ModelFolder.read(source);
    }
}
