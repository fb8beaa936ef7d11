package dev.arclight.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of descriptions of models, with limits on what is read; what passes them is not written either. For the engine's own
 * rooms.
 */
public final class ModelJson {
    /** Of a description in bytes. Thousands of layers fit; more is no description of a network. */
    static final int LONGEST = 16 << 20;

    /** Characters of a key. */
    private static final int LONGEST_NAME = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(40)
                            .maxStringLength(100_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ModelJson() {}

    /**
     * Reads a small file.
     *
     * @throws ModelFormatException naming the place if it is not sound JSON or passes a limit
     * @throws IOException if the stream fails
     */
    public static JsonNode read(InputStream stream, String location) throws IOException {
        return read(stream.readNBytes(LONGEST + 1), location);
    }

    /** @throws ModelFormatException naming the place if it is not sound JSON or passes a limit */
    public static JsonNode read(byte[] bytes, String location) {
        if (bytes.length > LONGEST) {
            throw new ModelFormatException(location + ": has more than " + LONGEST + " bytes; it describes no model");
        }
        try {
            JsonNode json = JSON.readTree(bytes);
            requireShortNames(json, location);
            return json;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    location + ": is not sound JSON: " + Quoted.text(e.getOriginalMessage())
                            + "; copy it or write it again",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot fail to be read", e);
        }
    }

    /** Recursion ends, since the parser limits the depth. */
    private static void requireShortNames(JsonNode json, String location) {
        json.fieldNames().forEachRemaining(name -> Names.require(name, LONGEST_NAME, location));
        for (JsonNode inside : json) {
            requireShortNames(inside, location);
        }
    }

    /** In many lines, for people. @throws ModelFormatException if it could not be read again */
    public static byte[] pretty(JsonNode json) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return written(json, printer).getBytes(StandardCharsets.UTF_8);
    }

    /** In one line. @throws ModelFormatException if it could not be read again */
    static String line(JsonNode json) {
        return written(json, null);
    }

    private static String written(JsonNode json, @Nullable DefaultPrettyPrinter printer) {
        String text;
        try {
            text = JSON.writer(printer).writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException("the network cannot be described: " + e.getOriginalMessage(), e);
        }
        read(text.getBytes(StandardCharsets.UTF_8), "what would be written");
        return text;
    }
}
