package dev.arclight.spark.tokens;

import dev.arclight.spark.executor.SharedObjects;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The text of a tokenizer.json on its way to tasks. Each JVM builds one tokenizer of it, which all tasks share and which goes
 * when memory is short. Two are equal if their texts are. Safe for use by many threads.
 */
public final class SharedTokenizer implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The file's name in a folder. */
    public static final String FILE = "tokenizer.json";

    /** Of a file in bytes; those of the largest vocabularies take some 30 MB. */
    private static final int LONGEST = 1 << 29;

    private static final SharedObjects<Tokenizer> BUILT = new SharedObjects<>();

    private final String location;
    private final byte[] json;
    private final String checksum;

    private SharedTokenizer(String location, byte[] json) {
        this.location = location;
        this.json = json;
        this.checksum = UUID.nameUUIDFromBytes(json) + "-" + json.length;
    }

    /**
     * Reads a tokenizer.json, or that of a folder, on any file system that the configuration knows.
     *
     * @throws TokenizerException if it cannot be read or describes no tokenizer that is known here
     */
    public static SharedTokenizer load(String location, Configuration configuration) {
        try {
            Path path = new Path(location);
            FileSystem files = path.getFileSystem(configuration);
            Path file = files.getFileStatus(path).isDirectory() ? new Path(path, FILE) : path;
            try (InputStream input = files.open(file)) {
                byte[] json = input.readNBytes(LONGEST + 1);
                if (json.length > LONGEST) {
                    throw new TokenizerException("tokenizer '" + file + "' has more than " + LONGEST
                            + " bytes; give a tokenizer.json, which has fewer");
                }
                SharedTokenizer read = new SharedTokenizer(file.toString(), json);
                read.get();
                return read;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TokenizerException(
                    "tokenizer '" + location + "' cannot be read: " + e.getMessage()
                            + "; give a tokenizer.json or a folder that holds one",
                    e);
        }
    }

    /** One that is in memory. */
    public static SharedTokenizer of(Tokenizer tokenizer) {
        SharedTokenizer shared =
                new SharedTokenizer("(in memory)", tokenizer.toJson().getBytes(StandardCharsets.UTF_8));
        BUILT.get(shared.checksum, () -> tokenizer);
        return shared;
    }

    /** Where it was read. */
    public String location() {
        return location;
    }

    /** Equal for equal texts. */
    public String checksum() {
        return checksum;
    }

    /** The tokenizer; the same one for all who ask in this JVM while somebody holds it. */
    public Tokenizer get() {
        return BUILT.get(checksum, () -> Tokenizer.fromString(new String(json, StandardCharsets.UTF_8)));
    }

    /** The bytes of the file; not a copy. */
    public byte[] json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedTokenizer that && checksum.equals(that.checksum);
    }

    @Override
    public int hashCode() {
        return checksum.hashCode();
    }

    @Override
    public String toString() {
        return location;
    }
}
