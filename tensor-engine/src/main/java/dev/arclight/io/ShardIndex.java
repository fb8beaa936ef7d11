package dev.arclight.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The index of a model that lies in several safetensors files: which file has which tensor, as Hugging Face writes it. */
final class ShardIndex {
    static final String NAME = "model.safetensors.index.json";

    /** Some 100 bytes a tensor. */
    private static final int LONGEST = (int) SafetensorsHeader.LONGEST;

    /** Characters of a name. */
    private static final int LONGEST_NAME = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(40)
                    .maxStringLength(LONGEST_NAME)
                    .build())
            .build();

    private ShardIndex() {}

    /** The file of each tensor, a name in the index's own folder. */
    static Map<String, String> read(Path index) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(index)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw ModelAccessException.reading(index.toString(), e);
        }
        return parse(bytes, index.toString());
    }

    static Map<String, String> parse(byte[] bytes, String location) {
        if (bytes.length > LONGEST) {
            throw new ModelFormatException(
                    location + ": has more than " + LONGEST + " bytes; it is no index of a model");
        }
        Map<String, String> files = new LinkedHashMap<>();
        boolean found = false;
        try (JsonParser parser = JSON.createParser(bytes)) {
            require(parser.nextToken() == JsonToken.START_OBJECT, location, "must be an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                require(key != null, location, "ends within its object");
                parser.nextToken();
                if (key.equals("weight_map")) {
                    require(
                            !found && parser.currentToken() == JsonToken.START_OBJECT,
                            location,
                            "must have one weight_map");
                    found = true;
                    map(parser, location, files);
                } else {
                    parser.skipChildren();
                }
            }
            require(parser.nextToken() == null, location, "has content after its object");
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    location + ": is not sound JSON: " + Quoted.text(e.getOriginalMessage())
                            + "; copy it or write it again",
                    e);
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
        require(found, location, "must have a weight_map");
        return files;
    }

    private static void map(JsonParser parser, String location, Map<String, String> files) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            require(
                    name != null && parser.nextToken() == JsonToken.VALUE_STRING,
                    location,
                    "must name files in its weight_map");
            Names.require(name, LONGEST_NAME, location);
            String file = parser.getText();
            // A name that leads elsewhere would have any file of the machine read.
            require(
                    !file.isEmpty()
                            && !file.startsWith(".")
                            && file.indexOf('/') < 0
                            && file.indexOf('\\') < 0
                            && file.indexOf(0) < 0
                            && file.indexOf(':') < 0,
                    location,
                    "names the file " + Quoted.text(file) + "; only files of its own folder may be named");
            require(files.put(name, file) == null, location, "names the tensor " + Quoted.text(name) + " twice");
        }
    }

    private static void require(boolean holds, String location, String otherwise) {
        if (!holds) {
            throw new ModelFormatException(location + ": the index " + otherwise + "; copy it or write it again");
        }
    }

    /**
     * Deals tensors out to files in their order: the next one begins a file where the present one would pass the limit. One
     * that is larger has a file of its own.
     */
    static List<Map<String, Tensor>> deal(Map<String, Tensor> tensors, long mostBytes) {
        List<Map<String, Tensor>> files = new ArrayList<>();
        files.add(new LinkedHashMap<>());
        long filled = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            long bytes = bytes(entry.getValue());
            Map<String, Tensor> last = files.get(files.size() - 1);
            if (!last.isEmpty() && filled + bytes > mostBytes) {
                last = new LinkedHashMap<>();
                files.add(last);
                filled = 0;
            }
            last.put(entry.getKey(), entry.getValue());
            filled += bytes;
        }
        return files;
    }

    /** The index of tensors that were dealt out. */
    static byte[] json(List<String> names, List<Map<String, Tensor>> files) throws IOException {
        long total = 0;
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            for (Map.Entry<String, Tensor> entry : files.get(i).entrySet()) {
                total += bytes(entry.getValue());
                sorted.put(entry.getKey(), names.get(i));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            json.writeObjectFieldStart("metadata");
            json.writeNumberField("total_size", total);
            json.writeEndObject();
            json.writeObjectFieldStart("weight_map");
            for (Map.Entry<String, String> entry : sorted.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static long bytes(Tensor tensor) {
        return (long) tensor.numel() * tensor.dtype().bytes();
    }
}
