package dev.arclight.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the JSON at the head of a safetensors file says, checked: every entry has a dtype and shape that fit its bytes,
 * and the entries, in the order of their bytes, fill the rest of the file without gap or overlap.
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    /** The reference implementation's bound on the header. */
    static final long LONGEST = 100_000_000;

    static final String METADATA = "__metadata__";

    /** No network needs more, and a hostile file could ask for millions. */
    private static final int MOST_DIMENSIONS = 64;

    /** Characters of a tensor's name. */
    private static final int LONGEST_NAME = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(32)
                    .build())
            .build();

    /** One tensor: bytes {@code begin … end - 1}, counted from the end of the header. */
    record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

    /** @throws ModelFormatException naming the file and the entry if something does not hold */
    static SafetensorsHeader parse(byte[] json, String location) {
        requireUtf8(json, location);
        try (JsonParser parser = JSON.createParser(json)) {
            return new Reading(parser, location).header();
        } catch (JsonParseException e) {
            throw new ModelFormatException(
                    location + ": the safetensors header is not JSON: " + Quoted.text(e.getOriginalMessage())
                            + "; the file is damaged, write it again",
                    e);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    location + ": the safetensors header passes a limit: " + Quoted.text(e.getOriginalMessage())
                            + "; expected one flat JSON object",
                    e);
        } catch (IOException e) {
            throw new ModelAccessException(location + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The JSON, padded with spaces so that the tensors begin at a multiple of 8 bytes. */
    byte[] toJson() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (Entry entry : entries) {
                json.writeObjectFieldStart(entry.name());
                json.writeStringField("dtype", code(entry.dtype()));
                json.writeFieldName("shape");
                int[] extents = entry.shape().toArray();
                json.writeArray(extents, 0, extents.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        while (bytes.size() % 8 != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    /** The number of bytes after the header. */
    long dataBytes() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    /** The format's name of a dtype. */
    static String code(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> "F16";
            case BFLOAT16 -> "BF16";
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case INT64 -> "I64";
            case INT32 -> "I32";
            case INT16 -> "I16";
            case INT8 -> "I8";
            case UINT8 -> "U8";
            case BOOL -> "BOOL";
        };
    }

    private static void requireUtf8(byte[] json, String location) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(
                    location + ": the safetensors header is not UTF-8; the file is damaged or of another format", e);
        }
        if (json.length == 0 || json[0] != '{') {
            throw new ModelFormatException(location + ": the safetensors header is not JSON: it must begin with '{'"
                    + "; the file is damaged or of another format");
        }
    }

    /** One walk over the tokens of a header. */
    private static final class Reading {
        private final JsonParser parser;
        private final String location;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Reading(JsonParser parser, String location) {
            this.parser = parser;
            this.location = location;
        }

        SafetensorsHeader header() throws IOException {
            parser.nextToken();
            Set<String> names = new HashSet<>();
            for (String name = nextName(); name != null; name = nextName()) {
                if (!names.add(name)) {
                    throw fail("the name " + Quoted.text(name) + " appears twice; each tensor needs its own");
                }
                if (name.equals(METADATA)) {
                    metadata();
                } else {
                    entries.add(entry(name));
                }
            }
            if (parser.nextToken() != null) {
                throw fail("the header has content after its JSON object; only spaces may follow");
            }
            entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
            requireNoGaps();
            return new SafetensorsHeader(List.copyOf(entries), metadata);
        }

        private void metadata() throws IOException {
            require(parser.nextToken() == JsonToken.START_OBJECT, METADATA, "must be an object of texts");
            for (String key = nextName(); key != null; key = nextName()) {
                require(parser.nextToken() == JsonToken.VALUE_STRING, METADATA, "must hold texts only");
                require(metadata.put(key, parser.getText()) == null, METADATA, "names a key twice");
            }
        }

        private Entry entry(String name) throws IOException {
            require(parser.nextToken() == JsonToken.START_OBJECT, name, "must be an object");
            DType dtype = null;
            Shape shape = null;
            long[] offsets = null;
            for (String key = nextName(); key != null; key = nextName()) {
                parser.nextToken();
                switch (key) {
                    case "dtype" -> {
                        require(dtype == null, name, "names its dtype twice");
                        dtype = dtype(name);
                    }
                    case "shape" -> {
                        require(shape == null, name, "names its shape twice");
                        shape = shape(name);
                    }
                    case "data_offsets" -> {
                        require(offsets == null, name, "names its data_offsets twice");
                        offsets = wholeNumbers(name, "data_offsets", 2);
                        require(offsets.length == 2, name, "must have two data_offsets");
                    }
                    default -> parser.skipChildren();
                }
            }
            if (dtype == null || shape == null || offsets == null) {
                throw fail(name, "needs a dtype, a shape and data_offsets");
            }
            requireFits(name, dtype, shape, offsets[0], offsets[1]);
            return new Entry(name, dtype, shape, offsets[0], offsets[1]);
        }

        private DType dtype(String name) throws IOException {
            require(parser.currentToken() == JsonToken.VALUE_STRING, name, "must have a text as dtype");
            String code = parser.getText();
            for (DType dtype : DType.values()) {
                if (code(dtype).equals(code)) {
                    return dtype;
                }
            }
            throw fail(
                    name,
                    "has dtype " + Quoted.text(code) + "; expected one of "
                            + Arrays.stream(DType.values())
                                    .map(SafetensorsHeader::code)
                                    .toList() + ": convert it before saving");
        }

        private Shape shape(String name) throws IOException {
            long[] extents = wholeNumbers(name, "shape", MOST_DIMENSIONS);
            int[] small = new int[extents.length];
            for (int i = 0; i < small.length; i++) {
                require(
                        extents[i] <= Integer.MAX_VALUE,
                        name,
                        "has extent " + extents[i] + "; at most 2^31 - 1 is possible");
                small[i] = (int) extents[i];
            }
            try {
                return Shape.of(small);
            } catch (ShapeException e) {
                throw new ModelFormatException(location + ": tensor " + Quoted.text(name) + ": " + e.getMessage(), e);
            }
        }

        private void requireFits(String name, DType dtype, Shape shape, long begin, long end) {
            require(begin <= end, name, "ends at byte " + end + " before it begins at " + begin);
            require(
                    shape.size() <= Integer.MAX_VALUE - 8,
                    name,
                    "has " + shape.size() + " elements; a tensor holds at most 2^31 - 9: split it");
            long bytes = shape.size() * dtype.bytes();
            require(
                    end - begin == bytes,
                    name,
                    "has " + (end - begin) + " bytes; shape " + shape + " of " + code(dtype) + " needs " + bytes);
        }

        private void requireNoGaps() {
            long reached = 0;
            for (Entry entry : entries) {
                require(
                        entry.begin() == reached,
                        entry.name(),
                        "begins at byte " + entry.begin() + " where byte " + reached
                                + " was expected; tensors may neither overlap nor leave gaps");
                reached = entry.end();
            }
        }

        private long[] wholeNumbers(String name, String key, int most) throws IOException {
            require(parser.currentToken() == JsonToken.START_ARRAY, name, "must have an array as " + key);
            long[] numbers = new long[8];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(count < most, name, "has more than " + most + " numbers as " + key);
                require(
                        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                                && parser.getLongValue() >= 0,
                        name,
                        "has " + Quoted.text(parser.getText()) + " in " + key
                                + "; expected a whole number from 0 to 2^63 - 1");
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, count * 2);
                }
                numbers[count++] = parser.getLongValue();
            }
            return Arrays.copyOf(numbers, count);
        }

        /** The next key of the object, null at its end. */
        private @Nullable String nextName() throws IOException {
            return parser.nextToken() == JsonToken.END_OBJECT
                    ? null
                    : Names.require(parser.currentName(), LONGEST_NAME, location);
        }

        private void require(boolean holds, String name, String otherwise) {
            if (!holds) {
                throw fail(name, otherwise);
            }
        }

        private ModelFormatException fail(String name, String what) {
            return fail("tensor " + Quoted.text(name) + " " + what);
        }

        private ModelFormatException fail(String what) {
            return new ModelFormatException(location + ": " + what);
        }
    }
}
