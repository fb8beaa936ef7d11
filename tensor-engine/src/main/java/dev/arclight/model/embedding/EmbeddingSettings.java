package dev.arclight.model.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelJson;
import dev.arclight.io.Quoted;
import dev.arclight.tensor.ArclightException;
import java.io.Serializable;

/**
 * What is made of a text and of the vectors of its tokens. Immutable; in a model folder it is {@code embedding.json}.
 *
 * @param pooling how the vectors of the tokens become one
 * @param normalize whether that one is brought to length 1
 * @param maxLength tokens beyond which a text is cut off, marks such as [CLS] included; 0 for what the tokenizer says
 */
public record EmbeddingSettings(Pooling pooling, boolean normalize, int maxLength) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The file's name. */
    static final String FILE = "embedding.json";

    private static final String FORMAT = "arclight-embedding";
    private static final int VERSION = 1;

    /** @throws ArclightException if the length is negative */
    public EmbeddingSettings {
        if (maxLength < 0) {
            throw new ArclightException(
                    "an embedding cannot cut texts off at " + maxLength + " tokens; expected a length, or 0 for none");
        }
    }

    /** The mean, brought to length 1, of as many tokens as the tokenizer gives. */
    public static EmbeddingSettings defaults() {
        return new EmbeddingSettings(Pooling.MEAN, true, 0);
    }

    public EmbeddingSettings withPooling(Pooling value) {
        return new EmbeddingSettings(value, normalize, maxLength);
    }

    public EmbeddingSettings withNormalize(boolean value) {
        return new EmbeddingSettings(pooling, value, maxLength);
    }

    public EmbeddingSettings withMaxLength(int value) {
        return new EmbeddingSettings(pooling, normalize, value);
    }

    byte[] json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("version", VERSION)
                .put("pooling", pooling.toString())
                .put("normalize", normalize)
                .put("maxLength", maxLength);
        return ModelJson.pretty(json);
    }

    /** @throws ModelFormatException naming the place and what is wrong there */
    static EmbeddingSettings parse(byte[] bytes, String location) {
        JsonNode json = ModelJson.read(bytes, location);
        JsonNode stated = json.path("version");
        int version = stated.isInt() ? stated.intValue() : 0;
        if (!FORMAT.equals(json.path("format").textValue()) || version < 1) {
            throw new ModelFormatException(location + ": describes no embedding; expected the format \"" + FORMAT
                    + "\" and a version from 1: write the folder with Embedder.save");
        }
        if (version > VERSION) {
            throw new ModelFormatException(location + ": is of version " + version + ", this Arclight reads up to "
                    + VERSION + "; use a newer Arclight");
        }
        JsonNode normalize = json.path("normalize");
        JsonNode maxLength = json.path("maxLength");
        if (!normalize.isBoolean() || !maxLength.isInt() || maxLength.intValue() < 0) {
            throw new ModelFormatException(location + ": normalize is " + Quoted.text(normalize.toString())
                    + " and maxLength " + Quoted.text(maxLength.toString())
                    + "; expected true or false, and a whole number from 0");
        }
        return new EmbeddingSettings(
                pooling(json.path("pooling").asText(), location), normalize.booleanValue(), maxLength.intValue());
    }

    private static Pooling pooling(String text, String location) {
        for (Pooling pooling : Pooling.values()) {
            if (pooling.toString().equals(text)) {
                return pooling;
            }
        }
        throw new ModelFormatException(
                location + ": the pooling is " + Quoted.text(text) + "; expected mean, cls or max");
    }
}
