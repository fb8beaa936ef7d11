package dev.arclight.beam.text;

import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;

/** The tokenizers of this JVM, one for each content; it goes when nobody uses it. Safe for all threads. */
final class SharedTokenizers {
    private static final String FILE = "tokenizer.json";

    private static final Map<String, WeakReference<Tokenizer>> BUILT = new HashMap<>();

    private SharedTokenizers() {}

    /**
     * Reads a tokenizer.json, or that of a folder, on any file system that Beam knows.
     *
     * @throws TokenizerException if it cannot be read or describes no tokenizer that is known here
     */
    static Tokenizer load(String location) {
        try {
            byte[] json = read(location);
            return built(UUID.nameUUIDFromBytes(json) + "-" + json.length, json);
        } catch (IOException | IllegalArgumentException e) {
            throw new TokenizerException(
                    "tokenizer '" + location + "' cannot be read: " + e.getMessage()
                            + "; give a tokenizer.json or a folder that holds one",
                    e);
        }
    }

    private static byte[] read(String location) throws IOException {
        String inFolder = location.endsWith("/") ? location + FILE : location + "/" + FILE;
        List<MatchResult.Metadata> found =
                FileSystems.match(inFolder, EmptyMatchTreatment.ALLOW).metadata();
        if (found.isEmpty()) {
            found = FileSystems.match(location, EmptyMatchTreatment.DISALLOW).metadata();
        }
        try (InputStream in =
                Channels.newInputStream(FileSystems.open(found.get(0).resourceId()))) {
            return in.readAllBytes();
        }
    }

    private static synchronized Tokenizer built(String checksum, byte[] json) {
        WeakReference<Tokenizer> known = BUILT.get(checksum);
        Tokenizer tokenizer = known == null ? null : known.get();
        if (tokenizer == null) {
            tokenizer = Tokenizer.fromString(new String(json, StandardCharsets.UTF_8));
            BUILT.values().removeIf(each -> each.get() == null);
            BUILT.put(checksum, new WeakReference<>(tokenizer));
        }
        return tokenizer;
    }
}
