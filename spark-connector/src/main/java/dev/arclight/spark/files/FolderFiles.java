package dev.arclight.spark.files;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Files of a folder, held in memory: what the driver read and checked is exactly what tasks get, whether or not they can reach
 * the folder and whatever becomes of it meanwhile. Immutable.
 */
public final class FolderFiles implements ModelSource, Serializable {
    private static final long serialVersionUID = 2L;

    private final String location;
    private final TreeMap<String, byte[]> files;

    /** Made when it is first asked for: models have one of their own. */
    private volatile @Nullable String checksum;

    private FolderFiles(String location, Map<String, byte[]> files) {
        this.location = location;
        this.files = new TreeMap<>(files);
    }

    /** Opens files of a folder, and keeps each that is opened. */
    public static final class Recorder implements ModelSource {
        /** Bytes of the longest array there is. */
        private static final int LONGEST = Integer.MAX_VALUE - 8;

        private final ModelSource source;
        private final TreeMap<String, byte[]> files = new TreeMap<>();

        public Recorder(ModelSource source) {
            this.source = source;
        }

        @Override
        public String location() {
            return source.location();
        }

        /** @throws ModelAccessException if the file is longer than an array can be */
        @Override
        public InputStream open(String fileName) throws IOException {
            try (InputStream input = source.open(fileName)) {
                byte[] content = input.readNBytes(LONGEST);
                if (input.read() >= 0) {
                    throw new ModelAccessException(source.location() + "/" + fileName + ": has more than " + LONGEST
                            + " bytes, and is sent to tasks as one array; write the weights in smaller shards");
                }
                files.put(fileName, content);
                return new ByteArrayInputStream(content);
            }
        }

        /**
         * What was opened so far.
         *
         * @param location what to call it in messages and plans
         */
        public FolderFiles recorded(String location) {
            return new FolderFiles(location, files);
        }
    }

    /** Where the driver read them. */
    @Override
    public String location() {
        return location;
    }

    /** Of their names and contents. */
    public String checksum() {
        String known = checksum;
        if (known == null) {
            known = checksum(files);
            checksum = known;
        }
        return known;
    }

    /** In order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(files.keySet());
    }

    /** Names and contents; not copies. */
    public Map<String, byte[]> contents() {
        return Map.copyOf(files);
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        byte[] content = files.get(fileName);
        if (content == null) {
            throw new FileNotFoundException(fileName + " is not among the files read from " + location);
        }
        return new ByteArrayInputStream(content);
    }

    private static String checksum(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update((name + "/" + content.length + "/").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one does not", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FolderFiles that && checksum().equals(that.checksum());
    }

    @Override
    public int hashCode() {
        return checksum().hashCode();
    }
}
