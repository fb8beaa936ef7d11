package dev.arclight.it.oracle;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arclight.it.Python;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * PyTorch for Python where it is installed: scripts among the test resources that answer a request, both JSON. Tests
 * that use it are skipped elsewhere.
 */
final class PythonTorch {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private PythonTorch() {}

    /** The answer of a script to a request of maps, lists, numbers and text. */
    static JsonNode ask(String script, Map<String, ?> request) {
        try {
            Path folder = Files.createTempDirectory("arclight-python");
            Path program = folder.resolve(script);
            Path question = folder.resolve("question.json");
            try (InputStream source = Objects.requireNonNull(PythonTorch.class.getResourceAsStream(script), script)) {
                Files.copy(source, program);
            }
            JSON.writeValue(question.toFile(), request);
            String answer = Python.output(List.of("torch"), folder, question, List.of(program.toString()));
            for (Path file : List.of(program, question, folder)) {
                Files.delete(file);
            }
            return JSON.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A state dict as scripts write it. */
    static Map<String, Object> map(JsonNode node) {
        Map<String, Object> all = new LinkedHashMap<>();
        node.properties().forEach(field -> all.put(field.getKey(), value(field.getValue())));
        return all;
    }

    private static Object value(JsonNode node) {
        if (node.has("tensor")) {
            int[] shape = new int[node.get("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.get("shape").get(i).intValue();
            }
            DType dtype = DType.valueOf(node.get("dtype").textValue().toUpperCase(Locale.ROOT));
            return Tensor.of(doubles(node.get("tensor")), shape).to(dtype);
        }
        if (node.isObject()) {
            return map(node);
        }
        if (node.isArray()) {
            List<Object> all = new ArrayList<>();
            node.forEach(element -> all.add(value(element)));
            return all;
        }
        return node.isIntegralNumber()
                ? (Object) node.longValue()
                : node.isNumber()
                        ? (Object) node.doubleValue()
                        : node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    }

    /** What {@link #map} reads, for a request. */
    static Object encoded(Object value) {
        if (value instanceof Tensor tensor) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("tensor", tensor.detach().toDouble().toDoubleArray());
            all.put("shape", tensor.shape().toArray());
            all.put("dtype", tensor.dtype().toString().toLowerCase(Locale.ROOT));
            return all;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> all = new LinkedHashMap<>();
            map.forEach((key, element) -> all.put(key.toString(), encoded(element)));
            return all;
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(element -> all.add(encoded(element)));
            return all;
        }
        return value;
    }

    static double[] doubles(JsonNode node) {
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).doubleValue();
        }
        return values;
    }
}
