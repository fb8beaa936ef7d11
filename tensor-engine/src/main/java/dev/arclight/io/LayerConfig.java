package dev.arclight.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of one layer in {@code model.json}; what is missing, of another kind or unknown is refused by name. */
final class LayerConfig {
    private final JsonNode values;
    private final String where;
    private final int mostTensors;
    private final Set<String> asked = new HashSet<>();

    /**
     * @param where the file and the layer, for messages
     * @param mostTensors how many tensors a layer may ask for
     */
    LayerConfig(JsonNode values, String where, int mostTensors) {
        this.values = values;
        this.where = where;
        this.mostTensors = mostTensors;
    }

    /** @throws ModelFormatException if a setting asks for more tensors than there can be */
    void requireRoom(String key, long tensors) {
        if (tensors > mostTensors) {
            throw new ModelFormatException(where + " has " + values.get(key) + " as " + key + ", which asks for "
                    + tensors + " tensors; expected at most " + mostTensors + ", as many as there are");
        }
    }

    int integer(String key, int least) {
        JsonNode value = value(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
            throw wrong(key, value, "a whole number from " + least + " to 2^31 - 1");
        }
        return value.intValue();
    }

    /** One number for all of {@code dims} dimensions, or a list of one for each. */
    int[] extents(String key, int least, int dims) {
        if (value(key).isArray()) {
            int[] numbers = integers(key, least);
            if (numbers.length != dims) {
                throw wrong(key, value(key), "one whole number or " + dims);
            }
            return numbers;
        }
        int[] all = new int[dims];
        java.util.Arrays.fill(all, integer(key, least));
        return all;
    }

    /** As {@link #extents(String, int, int)}, for a setting that may be missing. */
    int[] extents(String key, int least, int dims, int absent) {
        if (has(key)) {
            return extents(key, least, dims);
        }
        int[] all = new int[dims];
        java.util.Arrays.fill(all, absent);
        return all;
    }

    int integer(String key, int least, int absent) {
        return has(key) ? integer(key, least) : absent;
    }

    String text(String key, String absent) {
        return has(key) ? text(key) : absent;
    }

    @Nullable
    Double numberOrNull(String key) {
        return has(key) ? (Double) number(key) : null;
    }

    @Nullable
    Integer integerOrNull(String key, int least) {
        return has(key) ? (Integer) integer(key, least) : null;
    }

    boolean flag(String key, boolean absent) {
        return has(key) ? flag(key) : absent;
    }

    /** Whether a setting that may be missing is there. */
    private boolean has(String key) {
        asked.add(key);
        return values.has(key);
    }

    int[] integers(String key, int least) {
        JsonNode list = list(key);
        int[] numbers = new int[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = list.get(i);
            if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least) {
                throw wrong(key, value, "whole numbers from " + least + " to 2^31 - 1");
            }
            numbers[i] = value.intValue();
        }
        return numbers;
    }

    double number(String key) {
        return number(key, value(key));
    }

    double[] numbers(String key) {
        JsonNode list = list(key);
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(key, list.get(i));
        }
        return numbers;
    }

    /** JSON has no infinities and no NaN; they are written as texts. */
    private double number(String key, JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        String text = value.isTextual() ? value.textValue() : "";
        return switch (text) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> throw wrong(key, value, "a number");
        };
    }

    boolean flag(String key) {
        JsonNode value = value(key);
        if (!value.isBoolean()) {
            throw wrong(key, value, "true or false");
        }
        return value.booleanValue();
    }

    String text(String key) {
        JsonNode value = value(key);
        if (!value.isTextual()) {
            throw wrong(key, value, "a text");
        }
        return value.textValue();
    }

    /** Texts of a setting that may be missing. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        if (has(key)) {
            for (JsonNode value : list(key)) {
                if (!value.isTextual()) {
                    throw wrong(key, value, "texts");
                }
                texts.add(value.textValue());
            }
        }
        return texts;
    }

    /** @throws ModelFormatException if the file sets something that nobody asked for */
    void requireNothingElse() {
        for (Iterator<String> keys = values.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!asked.contains(key)) {
                throw new ModelFormatException(where + " has an unknown setting " + Quoted.text(key)
                        + "; expected only " + asked + ": read it with the Arclight that wrote it");
            }
        }
    }

    /** A refusal that names this layer. */
    ModelFormatException refused(RuntimeException cause) {
        return new ModelFormatException(where + " cannot be made: " + cause.getMessage(), cause);
    }

    private JsonNode list(String key) {
        JsonNode value = value(key);
        if (!value.isArray()) {
            throw wrong(key, value, "a list");
        }
        return value;
    }

    private JsonNode value(String key) {
        asked.add(key);
        JsonNode value = values.get(key);
        if (value == null) {
            throw new ModelFormatException(where + " lacks the setting '" + key + "'; write it again from the network");
        }
        return value;
    }

    private ModelFormatException wrong(String key, JsonNode value, String expected) {
        return new ModelFormatException(
                where + " has " + Quoted.text(value.toString()) + " as " + key + "; expected " + expected);
    }
}
