package dev.arclight.spark.score;

import dev.arclight.io.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of one model folder, held in memory: what the driver read and checked is exactly what tasks load, whether or
 * not they can reach the folder and whatever becomes of it meanwhile. Immutable.
 */
public final class ModelFiles implements ModelSource, Serializable {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final Map<String, byte[]> files;
    private final String checksum;

    private ModelFiles(String location, Map<String, byte[]> files, String checksum) {
        this.location = location;
        this.files = files;
        this.checksum = checksum;
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
            return new ModelFiles(location, new TreeMap<>(files), checksum);
        }
    }

    /** Where the driver read them. */
    @Override
    public String location() {
        return location;
    }

    /** The checksum of the model that they hold. */
    public String checksum() {
        return checksum;
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
