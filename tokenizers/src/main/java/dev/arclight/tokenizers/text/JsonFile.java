package dev.arclight.tokenizers.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** JSON objects in files and texts. Whatever is wrong with one is a {@link TokenizerException} that names it. */
public final class JsonFile {
    // Numbers keep all their digits until a part reads them: how they are rounded decides between cuts of equal score.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonFile() {}

    /** The object that a file holds. */
    public static ObjectNode read(Path file) {
        try {
            return object(MAPPER.readTree(Files.readAllBytes(file)), file.toString());
        } catch (JsonProcessingException e) {
            throw new TokenizerException(file + ": no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be read: " + e, e);
        }
    }

    /** The object that a text holds. */
    public static ObjectNode parse(String text) {
        try {
            return object(MAPPER.readTree(text), "the text");
        } catch (JsonProcessingException e) {
            throw new TokenizerException("the text is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode object(JsonNode json, String what) {
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new TokenizerException(what + ": expected a JSON object");
    }

    /** An object as text, a member a line. */
    public static String text(ObjectNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new TokenizerException("JSON cannot be written: " + e.getOriginalMessage(), e);
        }
    }

    /** Writes an object, under a temporary name first, so that there is never half a file. */
    public static void write(ObjectNode json, Path file) {
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".tmp");
        String text = text(json);
        try {
            try {
                Files.writeString(temporary, text);
                Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be written: " + e, e);
        }
    }
}
