package dev.arclight.spark.score;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one model folder, held in memory: what the driver read and checked is exactly what tasks load, whether or
 * not they can reach the folder and whatever becomes of it meanwhile. In place of files there may be a {@link NetworkFactory}.
 * Immutable.
 */
public final class ModelFiles implements ModelSource, Serializable {
    private static final long serialVersionUID = 2L;

    private final String location;
    private final Map<String, byte[]> files;
    private final String checksum;
    private final @Nullable NetworkFactory factory;

    private ModelFiles(String location, Map<String, byte[]> files, String checksum, @Nullable NetworkFactory factory) {
        this.location = location;
        this.files = files;
        this.checksum = checksum;
        this.factory = factory;
    }

    /** A network that is made anew in each JVM. */
    static ModelFiles of(NetworkFactory factory) {
        return new ModelFiles("(made by " + factory.getClass().getSimpleName() + ")", Map.of(), factory.id(), factory);
    }

    /** Keeps the files that are opened through it, so that no list of names is needed here. */
    static final class Recorder implements ModelSource {
        private final ModelSource source;
        private final String location;
        private final Map<String, byte[]> files = new TreeMap<>();

        /** @param location what to call the files later */
        Recorder(ModelSource source, String location) {
            this.source = source;
            this.location = location;
        }

        @Override
        public String location() {
            return source.location();
        }

        @Override
        public InputStream open(String fileName) throws IOException {
            try (InputStream input = source.open(fileName)) {
                byte[] content = input.readAllBytes();
                files.put(fileName, content);
                return new ByteArrayInputStream(content);
            }
        }

        /** @param checksum of the model that was read from them */
        ModelFiles recorded(String checksum) {
            return new ModelFiles(location, new TreeMap<>(files), checksum, null);
        }
    }

    /** Where the driver read them. */
    @Override
    public String location() {
        return location;
    }

    /** The checksum of the model that they hold; a factory's id. */
    public String checksum() {
        return checksum;
    }

    /** Whether there are files, and no factory. */
    boolean isFolder() {
        return factory == null;
    }

    /** The names of the files. */
    Set<String> names() {
        return files.keySet();
    }

    /**
     * Builds the model, in evaluation mode.
     *
     * @throws ModelFormatException if the files hold none
     */
    LoadedModel load() {
        if (factory == null) {
            return LoadedModel.of(ModelFolder.read(this));
        }
        Network network = factory.make();
        Model model = new Model(network.module().eval(), factory.signature(), checksum);
        return new LoadedModel(model, network.forward());
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        byte[] content = files.get(fileName);
        if (content == null) {
            throw new FileNotFoundException(fileName + " is not among the files read from " + location);
        }
        return new ByteArrayInputStream(content);
    }
}
