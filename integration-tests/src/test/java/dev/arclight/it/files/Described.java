package dev.arclight.it.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tree holds, to the bit, as the prelude of {@link PythonTorch}'s scripts says it. */
final class Described {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Described() {}

    static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof Tensor tensor) {
            return tensor(tensor);
        }
        if (value instanceof Map<?, ?> map) {
            ArrayNode entries = JSON.arrayNode();
            map.forEach((key, item) ->
                    entries.add(JSON.arrayNode().add(pythonKey(key)).add(of(item))));
            return JSON.objectNode().set("dict", entries);
        }
        if (value instanceof List<?> list) {
            ArrayNode items = JSON.arrayNode();
            list.forEach(item -> items.add(of(item)));
            return items;
        }
        if (value instanceof Boolean truth) {
            return JSON.booleanNode(truth);
        }
        if (value instanceof Double number) {
            return JSON.textNode("float " + pythonHex(number));
        }
        if (value instanceof Float number) {
            return JSON.textNode("float " + pythonHex((double) number));
        }
        return JSON.textNode(value instanceof Number ? "int " + value : value.toString());
    }

    private static String pythonKey(@Nullable Object key) {
        return String.valueOf(key);
    }

    private static ObjectNode tensor(Tensor tensor) {
        ObjectNode node = JSON.objectNode().put("tensor", tensor.dtype().toString());
        ArrayNode shape = node.putArray("shape");
        ArrayNode strides = node.putArray("stride");
        for (int i = 0; i < tensor.rank(); i++) {
            shape.add(tensor.size(i));
            strides.add(tensor.stride(i));
        }
        return node.put("grad", tensor.requiresGrad())
                .put("bytes", HexFormat.of().formatHex(bytes(tensor)));
    }

    private static byte[] bytes(Tensor tensor) {
        Tensor rows = tensor.detach().contiguous();
        DType dtype = rows.dtype();
        ByteBuffer bytes = ByteBuffer.allocate(rows.numel() * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = rows.offset(); i < rows.offset() + rows.numel(); i++) {
            switch (dtype) {
                case FLOAT32 -> bytes.putFloat(rows.storage().floats()[i]);
                case FLOAT64 -> bytes.putDouble(rows.storage().doubles()[i]);
                case INT64 -> bytes.putLong(rows.storage().longs()[i]);
                case INT32 -> bytes.putInt(rows.storage().ints()[i]);
                case INT16, FLOAT16, BFLOAT16 -> bytes.putShort(rows.storage().shorts()[i]);
                case INT8, UINT8, BOOL -> bytes.put(rows.storage().bytes()[i]);
            }
        }
        return bytes.array();
    }

    /** As Python's {@code float.hex}. */
    private static String pythonHex(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        String java = Double.toHexString(number);
        int dot = java.indexOf('.');
        int p = java.indexOf('p');
        String digits = java.substring(dot + 1, p);
        if (number == 0) {
            return java.substring(0, dot) + ".0p+0";
        }
        String exponent = java.substring(p + 1);
        String padded = digits + "0".repeat(13 - digits.length());
        return java.substring(0, dot + 1) + padded + "p" + (exponent.startsWith("-") ? "" : "+") + exponent;
    }
}
