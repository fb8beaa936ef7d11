package dev.arclight.tokenizers.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Reads the members of a JSON object with errors that say where, what was found and what was expected. */
public final class JsonFields {
    private final JsonNode json;
    private final String what;

    private JsonFields(JsonNode json, String what) {
        this.json = json;
        this.what = what;
    }

    /**
     * The members of an object.
     *
     * @param what what the object describes, as errors are to name it
     * @throws TokenizerException when {@code json} is no object
     */
    public static JsonFields of(JsonNode json, String what) {
        if (!json.isObject()) {
            throw new TokenizerException(what + ": expected a JSON object, got " + kind(json));
        }
        return new JsonFields(json, what);
    }

    /** A member that must be there and not be null. */
    public JsonNode required(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw new TokenizerException(what + ": \"" + name + "\" is missing");
        }
        return value;
    }

    /** A member, if it is there and not null. */
    public Optional<JsonNode> optional(String name) {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /** A text that must be there. */
    public String text(String name) {
        return asText(name, required(name));
    }

    /** A text, if it is there. */
    public Optional<String> optionalText(String name) {
        return optional(name).map(value -> asText(name, value));
    }

    /** A text, or another where it is missing. */
    public String text(String name, String otherwise) {
        return optionalText(name).orElse(otherwise);
    }

    /** A truth value, or another where it is missing. */
    public boolean flag(String name, boolean otherwise) {
        return optional(name).map(value -> asFlag(name, value)).orElse(otherwise);
    }

    /** A truth value that must be there. */
    public boolean flag(String name) {
        return asFlag(name, required(name));
    }

    /** A whole number of at least 0 that must be there. */
    public int count(String name) {
        return asCount(name, required(name));
    }

    /** A whole number of at least 0, or another where it is missing. */
    public int count(String name, int otherwise) {
        return optional(name).map(value -> asCount(name, value)).orElse(otherwise);
    }

    /** An array that must be there. */
    public JsonNode array(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(name, "an array", value);
        }
        return value;
    }

    /** An object that must be there. */
    public JsonNode object(String name) {
        JsonNode value = required(name);
        if (!value.isObject()) {
            throw wrong(name, "an object", value);
        }
        return value;
    }

    /** The error that a member is not what was expected. */
    public TokenizerException wrong(String name, String expected, JsonNode got) {
        String text = got.isContainerNode() ? kind(got) : got.toString();
        return new TokenizerException(what + ": \"" + name + "\" is "
                + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "; expected " + expected);
    }

    private String asText(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw wrong(name, "a text", value);
        }
        return value.textValue();
    }

    private boolean asFlag(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw wrong(name, "true or false", value);
        }
        return value.booleanValue();
    }

    private int asCount(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw wrong(name, "a whole number from 0 to 2147483647", value);
        }
        return value.intValue();
    }

    private static String kind(JsonNode json) {
        return "a JSON " + json.getNodeType().toString().toLowerCase(java.util.Locale.ROOT);
    }
}
