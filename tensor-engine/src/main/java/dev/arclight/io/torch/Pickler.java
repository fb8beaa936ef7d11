package dev.arclight.io.torch;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Storage;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree as a pickle of protocol 2 with the opcodes that {@code torch.load(weights_only=True)} takes, and gathers
 * the storages of its tensors.
 */
final class Pickler {
    private static final int DEEPEST = 200;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Places in the memo of texts and names, which repeat in every tensor. */
    private final Map<String, Integer> memo = new HashMap<>();

    private final IdentityHashMap<Storage, Map<DType, Integer>> keys = new IdentityHashMap<>();

    /** One whole storage each, as a tensor of one dimension. */
    private final List<Tensor> storages = new ArrayList<>();

    byte[] pickle(@Nullable Object tree) {
        out.write(0x80);
        out.write(2);
        value(tree, "the tree", 0);
        out.write('.');
        return out.toByteArray();
    }

    /** What the pickle refers to: storage {@code i} goes by the name of {@code i}. */
    List<Tensor> storages() {
        return storages;
    }

    private void value(@Nullable Object value, String place, int depth) {
        if (depth > DEEPEST) {
            throw new ArclightException("save: " + place + " lies more than " + DEEPEST
                    + " collections deep; a tree that holds itself cannot be saved");
        }
        if (value == null) {
            out.write('N');
        } else if (value instanceof Boolean truth) {
            out.write(truth ? 0x88 : 0x89);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            whole(((Number) value).longValue());
        } else if (value instanceof BigInteger number) {
            big(number);
        } else if (value instanceof Double || value instanceof Float) {
            out.write('G');
            out.writeBytes(ByteBuffer.allocate(Double.BYTES)
                    .putDouble(((Number) value).doubleValue())
                    .array());
        } else if (value instanceof String text) {
            text(text, place);
        } else if (value instanceof Tensor tensor) {
            tensor(tensor);
        } else if (value instanceof DType dtype) {
            global("torch", dtype.toString());
        } else if (value instanceof Map<?, ?> map) {
            map(map, place, depth);
        } else if (value instanceof List<?> list) {
            list(list, place, depth);
        } else {
            throw new ArclightException(
                    "save: " + place + " is a " + value.getClass().getName()
                            + "; a PyTorch file holds maps, lists, tensors, texts, numbers, booleans and null: convert it");
        }
    }

    private void map(Map<?, ?> map, String place, int depth) {
        out.write('}');
        if (map.isEmpty()) {
            return;
        }
        out.write('(');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            String inside = place + "[" + key + "]";
            if (!(key instanceof String || key instanceof Long || key instanceof Integer)) {
                throw new ArclightException(
                        "save: " + place + " has a key " + key + "; keys are texts and whole numbers: convert it");
            }
            value(key, inside, depth + 1);
            Object value = entry.getValue();
            // An optimizer's state is by the parameters' numbers, which are texts in a state tree.
            boolean numbered = "state".equals(key) && map.containsKey("param_groups") && value instanceof Map;
            value(numbered ? numbered((Map<?, ?>) value) : value, inside, depth + 1);
        }
        out.write('u');
    }

    private static Map<?, ?> numbered(Map<?, ?> state) {
        Map<Object, Object> numbered = new java.util.LinkedHashMap<>();
        state.forEach((key, value) -> numbered.put(
                key instanceof String text && text.matches("[0-9]{1,9}") ? (Object) Integer.valueOf(text) : key,
                value));
        return numbered;
    }

    private void list(List<?> list, String place, int depth) {
        out.write(']');
        if (list.isEmpty()) {
            return;
        }
        out.write('(');
        int i = 0;
        for (Object item : list) {
            value(item, place + "[" + i++ + "]", depth + 1);
        }
        out.write('e');
    }

    /** The call of {@code torch._utils._rebuild_tensor_v2} that makes the tensor of its storage. */
    private void tensor(Tensor tensor) {
        Storage storage = tensor.storage();
        Integer key = keys.computeIfAbsent(storage, s -> new HashMap<>()).get(tensor.dtype());
        if (key == null) {
            key = storages.size();
            keys.get(storage).put(tensor.dtype(), key);
            storages.add(Tensor.alias(tensor.detach(), Shape.of(storage.length()), new int[] {1}, 0));
        }
        global("torch._utils", "_rebuild_tensor_v2");
        out.write('(');
        out.write('(');
        known("storage");
        global("torch", StorageType.nameOf(tensor.dtype()));
        known(Integer.toString(key));
        known("cpu");
        whole(storage.length());
        out.write('t');
        out.write('Q');
        whole(tensor.offset());
        tuple(tensor.shape().toArray());
        tuple(tensor.strides());
        out.write(tensor.requiresGrad() ? 0x88 : 0x89);
        // No hooks.
        global("collections", "OrderedDict");
        out.write(')');
        out.write('R');
        out.write('t');
        out.write('R');
    }

    private void tuple(int[] numbers) {
        out.write('(');
        for (int number : numbers) {
            whole(number);
        }
        out.write('t');
    }

    private void whole(long number) {
        if (number >= 0 && number <= 0xff) {
            out.write('K');
            out.write((int) number);
        } else if (number >= 0 && number <= 0xffff) {
            out.write('M');
            little(number, Short.BYTES);
        } else if (number == (int) number) {
            out.write('J');
            little(number, Integer.BYTES);
        } else {
            big(BigInteger.valueOf(number));
        }
    }

    private void big(BigInteger number) {
        byte[] bytes = number.toByteArray();
        if (bytes.length > 0xff) {
            throw new ArclightException("save: a whole number of " + bytes.length + " bytes; at most 255 are written");
        }
        out.write(0x8a);
        out.write(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.write(bytes[i]);
        }
    }

    private void text(String text, String place) {
        if (recalled("X" + text)) {
            return;
        }
        byte[] bytes;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
        } catch (CharacterCodingException e) {
            throw new ArclightException(
                    "save: " + place + " is a text with half a character, which UTF-8 cannot write", e);
        }
        out.write('X');
        little(bytes.length, Integer.BYTES);
        out.writeBytes(bytes);
        remember("X" + text);
    }

    private void known(String text) {
        text(text, text);
    }

    private void global(String module, String name) {
        String line = "c" + module + "\n" + name + "\n";
        if (!recalled(line)) {
            out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
            remember(line);
        }
    }

    private boolean recalled(String what) {
        Integer place = memo.get(what);
        if (place == null) {
            return false;
        }
        out.write(place <= 0xff ? 'h' : 'j');
        little(place, place <= 0xff ? 1 : Integer.BYTES);
        return true;
    }

    private void remember(String what) {
        int place = memo.size();
        memo.put(what, place);
        out.write(place <= 0xff ? 'q' : 'r');
        little(place, place <= 0xff ? 1 : Integer.BYTES);
    }

    private void little(long number, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (number >>> 8 * i));
        }
    }
}
