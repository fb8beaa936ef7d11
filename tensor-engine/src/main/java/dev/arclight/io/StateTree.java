package dev.arclight.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tree of maps, lists, tensors, texts, numbers, booleans and null as JSON beside its tensors.
 *
 * <p>A tensor stands in the JSON as {@code {"$tensor": name}}, where the name is its path, and a number that JSON cannot
 * write as {@code {"$float": "NaN"}}. Keys that begin with a dollar sign get another one. Whole numbers and floating ones
 * stay apart, since the latter always have a point or an exponent.
 */
final class StateTree {
    private static final int DEEPEST = 100;

    /** In characters, which is what Jackson reads of one text at most. */
    private static final int LONGEST = 20_000_000;

    /** Characters of a key, which is what Jackson reads of one at most. */
    private static final int LONGEST_NAME = 50_000;

    private static final String TENSOR = "$tensor";
    private static final String FLOAT = "$float";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST + 2)
                    .maxNumberLength(40)
                    .maxStringLength(LONGEST)
                    .build())
            .build();

    private StateTree() {}

    /** A tree as it is written. */
    record Written(String json, Map<String, Tensor> tensors) {}

    /** A tree that stays as it is: its maps, lists and tensors are new ones. */
    static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Tensor tensor) {
            return tensor.detach().clone();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copied = new LinkedHashMap<>();
            map.forEach((key, inside) -> copied.put(key, copy(inside)));
            return copied;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copied = new ArrayList<>();
            list.forEach(inside -> copied.add(copy(inside)));
            return copied;
        }
        return value;
    }

    /** @throws ArclightException naming the place of what cannot be written */
    static Written write(Map<String, ?> tree) {
        StringWriter text = new StringWriter();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            value(tree, "", json, tensors, 0);
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot fail to be written", e);
        }
        String written = text.toString();
        if (written.length() > LONGEST) {
            throw new ArclightException(
                    "a state of " + written.length() + " characters beside its tensors is longer than" + " the "
                            + LONGEST + " that are read again; keep long lists of numbers as tensors");
        }
        return new Written(written, tensors);
    }

    private static void value(
            @Nullable Object value, String path, JsonGenerator json, Map<String, Tensor> tensors, int depth)
            throws IOException {
        if (depth > DEEPEST) {
            throw new ArclightException("a state lies more than " + DEEPEST + " maps and lists deep at " + where(path)
                    + "; one that holds itself cannot be saved");
        }
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            floating(((Number) value).doubleValue(), json);
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Tensor tensor) {
            json.writeStartObject();
            json.writeStringField(TENSOR, path);
            json.writeEndObject();
            tensors.put(path, tensor);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    throw new ArclightException(
                            "a state has the key " + entry.getKey() + " at " + where(path) + "; keys are texts");
                }
                String name = key.startsWith("$") ? "$" + key : key;
                json.writeFieldName(Names.require(name, LONGEST_NAME, "a state at " + where(path)));
                value(entry.getValue(), inside(path, key), json, tensors, depth + 1);
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            int i = 0;
            for (Object item : list) {
                value(item, inside(path, Integer.toString(i++)), json, tensors, depth + 1);
            }
            json.writeEndArray();
        } else {
            throw new ArclightException("a state has a " + value.getClass().getName() + " at " + where(path)
                    + "; it holds maps, lists, tensors, texts, numbers, booleans and null: convert it");
        }
    }

    private static void floating(double number, JsonGenerator json) throws IOException {
        if (Double.isFinite(number)) {
            // Java writes the shortest digits that give the number again.
            json.writeNumber(Double.toString(number));
        } else {
            json.writeStartObject();
            json.writeStringField(FLOAT, Double.toString(number));
            json.writeEndObject();
        }
    }

    /** As in JSON's pointers, so that no two places have one name. */
    private static String inside(String path, String key) {
        String escaped = key.replace("~", "~0").replace("/", "~1");
        return path.isEmpty() ? escaped : path + "/" + escaped;
    }

    private static String where(String path) {
        return path.isEmpty() ? "its top" : Quoted.text(path);
    }

    /**
     * The tree that was written.
     *
     * @throws ModelFormatException if this is not what {@link #write} gives, or a tensor is missing or left over
     */
    static Map<String, @Nullable Object> read(String json, Map<String, Tensor> tensors, String location) {
        Map<String, Tensor> left = new LinkedHashMap<>(tensors);
        Object tree = parse(json, left, location);
        if (!left.isEmpty()) {
            throw new ModelFormatException(location + ": the state does not speak of the tensor "
                    + Quoted.text(left.keySet().iterator().next()) + "; the file is damaged");
        }
        return top(tree, location);
    }

    /** The tree with null in place of tensors, for those who have not read them. */
    static Map<String, @Nullable Object> outline(String json, String location) {
        return top(parse(json, null, location), location);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> top(@Nullable Object tree, String location) {
        if (tree instanceof Map) {
            return (Map<String, @Nullable Object>) tree;
        }
        throw new ModelFormatException(location + ": the state is no map; the file is damaged");
    }

    private static @Nullable Object parse(String json, @Nullable Map<String, Tensor> tensors, String location) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            Object tree = new Reading(parser, tensors, location).value();
            if (parser.nextToken() != null) {
                throw new ModelFormatException(location + ": more follows the state; the file is damaged");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    location + ": the state is not sound JSON: " + Quoted.text(e.getOriginalMessage())
                            + "; the file is damaged",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory cannot fail to be read", e);
        }
    }

    /** One walk over the tokens. Recursion ends, since the parser limits the depth. */
    private static final class Reading {
        private final JsonParser parser;
        private final @Nullable Map<String, Tensor> tensors;
        private final String location;

        Reading(JsonParser parser, @Nullable Map<String, Tensor> tensors, String location) {
            this.parser = parser;
            this.tensors = tensors;
            this.location = location;
        }

        @Nullable
        Object value() throws IOException {
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw fail("the state is empty");
            }
            return switch (token) {
                case VALUE_NULL -> null;
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT -> whole();
                case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
                case START_ARRAY -> list();
                case START_OBJECT -> object();
                default -> throw fail("the state has " + token + " where a value is expected");
            };
        }

        private long whole() throws IOException {
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw fail("the state has a whole number of more than 64 bits");
            }
            return parser.getLongValue();
        }

        private List<@Nullable Object> list() throws IOException {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value());
            }
            return list;
        }

        private @Nullable Object object() throws IOException {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = Names.require(parser.currentName(), LONGEST_NAME, location);
                parser.nextToken();
                if (map.isEmpty() && (TENSOR.equals(key) || FLOAT.equals(key))) {
                    return special(key);
                }
                if (key.startsWith("$")) {
                    if (!key.startsWith("$$")) {
                        throw fail("the state has the unknown key " + Quoted.text(key));
                    }
                    key = key.substring(1);
                }
                if (map.containsKey(key)) {
                    throw fail("the state has the key " + Quoted.text(key) + " twice");
                }
                map.put(key, value());
            }
            return map;
        }

        private @Nullable Object special(String kind) throws IOException {
            String text = parser.getText();
            if (parser.currentToken() != JsonToken.VALUE_STRING || parser.nextToken() != JsonToken.END_OBJECT) {
                throw fail("the state has a " + kind + " that is no text");
            }
            if (kind.equals(FLOAT)) {
                return switch (text) {
                    case "NaN" -> Double.NaN;
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> throw fail("the state has the unknown number " + Quoted.text(text));
                };
            }
            if (tensors == null) {
                return null;
            }
            Tensor tensor = tensors.remove(text);
            if (tensor == null) {
                throw fail(
                        "the state speaks of the tensor " + Quoted.text(text) + ", which the file does not have once");
            }
            return tensor;
        }

        private ModelFormatException fail(String what) {
            return new ModelFormatException(location + ": " + what + "; the file is damaged");
        }
    }
}
