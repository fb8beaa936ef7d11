package dev.arclight.spark.score;

import dev.arclight.io.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of one model folder, held in memory: what the driver read and checked is exactly what tasks load, whether or
 * not they can reach the folder and whatever becomes of it meanwhile. Immutable.
 */
public final class ModelFiles implements ModelSource, Serializable {
    private static final long serialVersionUID = 1L;

    private final String location;
    private final TreeMap<String, byte[]> files;
    private final String digest;

    private ModelFiles(String location, TreeMap<String, byte[]> files) {
        this.location = location;
        this.files = files;
        this.digest = digest(files);
    }

    /** Keeps the files that are opened through it, so that no list of names is needed here. */
    static final class Recorder implements ModelSource {
        private final ModelSource source;
        private final String location;
        private final TreeMap<String, byte[]> files = new TreeMap<>();

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

        ModelFiles recorded() {
            return new ModelFiles(location, new TreeMap<>(files));
        }
    }

    /** Where the driver read them. */
    @Override
    public String location() {
        return location;
    }

    /** SHA-256 of all names and contents, in hexadecimal. */
    public String digest() {
        return digest;
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        byte[] content = files.get(fileName);
        if (content == null) {
            throw new FileNotFoundException(fileName + " is not among the files read from " + location);
        }
        return new ByteArrayInputStream(content);
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                sha.update(name.getBytes(StandardCharsets.UTF_8));
                sha.update(ByteBuffer.allocate(Integer.BYTES + 1)
                        .put((byte) 0)
                        .putInt(content.length)
                        .array());
                sha.update(content);
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
