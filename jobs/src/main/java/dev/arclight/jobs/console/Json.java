package dev.arclight.jobs.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.Collection;
import java.util.Map;

/** Writes maps, lists, strings, numbers and booleans as JSON, for reports that other programs read. */
public final class Json {
    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private Json() {}

    /**
     * The value as JSON on lines of its own, lists on one line.
     *
     * @throws IllegalArgumentException if it holds a number that is not finite, which JSON cannot say, or something that has
     *     no form there
     */
    public static String write(Object value) {
        requireFinite(value);
        try {
            return WRITER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("JSON has no form for " + value + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void requireFinite(Object value) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(Json::requireFinite);
        } else if (value instanceof Collection<?> list) {
            list.forEach(Json::requireFinite);
        } else if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("JSON has no form for the number " + value);
        }
    }
}
