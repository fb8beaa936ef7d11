package dev.arclight.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.nn.Describable;
import dev.arclight.nn.Init;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network without its weights as {@code model.json} holds it: a tree of {@link KnownLayers} with their settings.
 *
 * <pre>{@code
 * {"type": "Sequential", "layers": [{"type": "Linear", "config": {"inFeatures": 784, …}}, {"type": "ReLU"}]}
 * }</pre>
 *
 * <p>A layer of a sequence has a {@code name} where these are not 0, 1, 2 …
 */
final class Architecture {
    private static final String SEQUENTIAL = "Sequential";
    private static final String LAYERS = "layers";
    private static final String NAME = "name";

    private final String path;
    private final String type;
    private final JsonNode config;
    private final String where;
    private final Map<String, Architecture> layers;

    private Architecture(String path, String type, JsonNode config, String where, Map<String, Architecture> layers) {
        this.path = path;
        this.type = type;
        this.config = config;
        this.where = where;
        this.layers = layers;
    }

    /**
     * Describes a network, as it will be read again.
     *
     * @throws ModelFormatException naming the part that is no known layer, or that reading would refuse or change
     */
    static ObjectNode describe(Module module) {
        ObjectNode node = describe(module, "");
        requireReadable(module, parse(node, "the network"), "the network");
        return node;
    }

    /** Whether a description names layers, which readers of version 1 do not know. */
    static boolean named(JsonNode node) {
        for (JsonNode layer : node.path(LAYERS)) {
            if (layer.has(NAME) || named(layer)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads a description; nothing is made yet.
     *
     * @throws ModelFormatException naming the file and the layer that is unknown or malformed
     */
    static Architecture parse(JsonNode node, String location) {
        return parse(node, location, "");
    }

    /**
     * The tensors that the network will have, by dotted name.
     *
     * @param most how many tensors there can be; a layer that asks for more is refused before they are listed
     * @throws ModelFormatException naming the file and the layer whose settings are wrong
     */
    Map<String, TensorType> state(int most) {
        Map<String, TensorType> state = new LinkedHashMap<>();
        addState(state, most);
        return state;
    }

    /** Makes the network, with weights that mean nothing yet; to be called once its {@link #state} is known to be real. */
    Module make() {
        if (type.equals(SEQUENTIAL)) {
            LinkedHashMap<String, Module> parts = new LinkedHashMap<>();
            layers.forEach((name, layer) -> parts.put(name, layer.make()));
            return new Sequential(parts);
        }
        LayerConfig settings = settings(Integer.MAX_VALUE);
        try {
            Module module = known(type, where).make().apply(settings);
            settings.requireNothingElse();
            return module;
        } catch (IllegalArgumentException | ArithmeticException | ArclightException e) {
            throw e instanceof ModelFormatException refused ? refused : settings.refused(e);
        }
    }

    private static ObjectNode describe(Module module, String path) {
        String where = path.isEmpty() ? "the network" : "layer " + path;
        if (!(module instanceof Describable layer)) {
            throw new ModelFormatException(
                    where + " cannot be described: " + module.getClass().getName()
                            + " does not describe itself; build it from " + SEQUENTIAL + " and " + KnownLayers.types());
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", layer.type());
        if (module instanceof Sequential sequential) {
            ArrayNode parts = node.putArray(LAYERS);
            boolean numbered = numbered(sequential.namedChildren().keySet());
            sequential.namedChildren().forEach((name, part) -> {
                ObjectNode described = describe(part, path + (path.isEmpty() ? "" : ".") + name);
                parts.add(numbered ? described : described.put(NAME, name));
            });
            return node;
        }
        if (!layer.config().isEmpty()) {
            ObjectNode config = node.putObject("config");
            new TreeMap<>(layer.config()).forEach((key, value) -> config.set(key, json(value, where, key)));
        }
        Architecture read = parse(node, where);
        requireReadable(module, read, where);
        requireSame(layer, read, where);
        return node;
    }

    private static boolean numbered(Iterable<String> names) {
        int number = 0;
        for (String name : names) {
            if (!name.equals(Integer.toString(number++))) {
                return false;
            }
        }
        return true;
    }

    /** What is saved must be what a reader will make, also where somebody's own layer borrows a known name. */
    private static void requireReadable(Module module, Architecture read, String where) {
        Map<String, TensorType> actual = new TreeMap<>();
        module.stateDict().forEach((name, tensor) -> actual.put(name, tensor.type()));
        Map<String, TensorType> expected = new TreeMap<>(read.state(Integer.MAX_VALUE));
        if (!actual.equals(expected)) {
            Map<String, TensorType> unread = new TreeMap<>(actual);
            unread.entrySet().removeAll(expected.entrySet());
            expected.entrySet().removeAll(actual.entrySet());
            throw new ModelFormatException(where + " cannot be described: it has the tensors " + unread + " and a "
                    + read.type + " of these settings has " + expected + "; restore its dtype and shapes");
        }
    }

    /** A layer that is made from what is saved must have the settings of the one that is. */
    @SuppressWarnings("try") // The scope is there to be closed.
    private static void requireSame(Describable layer, Architecture read, String where) {
        Module made;
        try (Init.Scope blank = Init.zeros()) {
            made = read.make();
        }
        if (made.getClass() == layer.getClass()
                && !((Describable) made).config().equals(layer.config())) {
            throw new ModelFormatException(where + " cannot be described: its settings are " + layer.config()
                    + " and those of a " + read.type + " made from them " + ((Describable) made).config());
        }
    }

    private static JsonNode json(Object value, String where, String key) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value instanceof Integer number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Double number) {
            return nodes.numberNode(number);
        }
        if (value instanceof Boolean flag) {
            return nodes.booleanNode(flag);
        }
        if (value instanceof String text) {
            return nodes.textNode(text);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = nodes.arrayNode(list.size());
            for (Object element : list) {
                array.add(json(element, where, key));
            }
            return array;
        }
        throw new ModelFormatException(where + " cannot be described: its setting " + key + " is a "
                + value.getClass().getName() + "; expected an int, double, boolean, text or list of them");
    }

    private static Architecture parse(JsonNode node, String location, String path) {
        String where = location + ": " + (path.isEmpty() ? "the architecture" : "layer " + path);
        JsonNode type = node.get("type");
        if (type == null || !type.isTextual()) {
            throw new ModelFormatException(where + " must be an object with a type; write it again from the network");
        }
        String name = type.textValue();
        JsonNode config = node.path("config");
        if (!config.isObject() && !config.isMissingNode()) {
            throw new ModelFormatException(where + " must have an object as config; write it again from the network");
        }
        Map<String, Architecture> layers = new LinkedHashMap<>();
        if (name.equals(SEQUENTIAL)) {
            JsonNode parts = node.path(LAYERS);
            if (!parts.isArray()) {
                throw new ModelFormatException(where + " must list its layers; write it again from the network");
            }
            for (int i = 0; i < parts.size(); i++) {
                String part = partName(parts.get(i), i, where);
                Architecture layer = parse(parts.get(i), location, path + (path.isEmpty() ? "" : ".") + part);
                if (layers.put(part, layer) != null) {
                    throw new ModelFormatException(
                            where + " has two layers called " + Quoted.text(part) + "; each needs a name of its own");
                }
            }
        } else {
            known(name, where);
        }
        return new Architecture(path, name, config, where, layers);
    }

    private static String partName(JsonNode part, int number, String where) {
        JsonNode name = part.path(NAME);
        if (name.isMissingNode()) {
            return Integer.toString(number);
        }
        String text = name.textValue();
        if (text == null || text.isEmpty() || text.contains(".")) {
            throw new ModelFormatException(
                    where + " has a layer called " + Quoted.text(name.toString()) + "; expected a text without dots");
        }
        return text;
    }

    private static KnownLayers.Layer known(String type, String where) {
        KnownLayers.Layer layer = KnownLayers.find(type);
        if (layer == null) {
            throw new ModelFormatException(where + " is of the unknown type " + Quoted.text(type) + "; expected "
                    + SEQUENTIAL + " or one of " + KnownLayers.types() + ": read it with the Arclight that wrote it");
        }
        return layer;
    }

    private void addState(Map<String, TensorType> state, int most) {
        if (type.equals(SEQUENTIAL)) {
            layers.values().forEach(layer -> layer.addState(state, most));
            return;
        }
        LayerConfig settings = settings(most);
        String prefix = path.isEmpty() ? "" : path + ".";
        try {
            known(type, where).state().apply(settings).forEach((name, tensor) -> state.put(prefix + name, tensor));
        } catch (IllegalArgumentException | ArithmeticException | ArclightException e) {
            throw e instanceof ModelFormatException refused ? refused : settings.refused(e);
        }
    }

    private LayerConfig settings(int mostTensors) {
        return new LayerConfig(config, where + " (" + type + ")", mostTensors);
    }
}
