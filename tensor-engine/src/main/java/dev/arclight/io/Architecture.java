package dev.arclight.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.nn.Describable;
import dev.arclight.nn.Module;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
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
 */
final class Architecture {
    private static final String SEQUENTIAL = "Sequential";

    private final String path;
    private final String type;
    private final JsonNode config;
    private final String where;
    private final List<Architecture> layers;

    private Architecture(String path, String type, JsonNode config, String where, List<Architecture> layers) {
        this.path = path;
        this.type = type;
        this.config = config;
        this.where = where;
        this.layers = layers;
    }

    /**
     * Describes a network.
     *
     * @throws ModelFormatException naming the part that is no known layer
     */
    static ObjectNode describe(Module module) {
        return describe(module, "");
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
     * @throws ModelFormatException naming the file and the layer whose settings are wrong
     */
    Map<String, TensorType> state() {
        Map<String, TensorType> state = new LinkedHashMap<>();
        addState(state);
        return state;
    }

    /** Makes the network, with weights that mean nothing yet; to be called once its {@link #state} is known to be real. */
    Module make() {
        if (type.equals(SEQUENTIAL)) {
            return new Sequential(layers.stream().map(Architecture::make).toArray(Module[]::new));
        }
        LayerConfig settings = settings();
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
            ArrayNode parts = node.putArray("layers");
            for (int i = 0; i < sequential.layers().size(); i++) {
                parts.add(describe(sequential.layers().get(i), path + (path.isEmpty() ? "" : ".") + i));
            }
            return node;
        }
        if (!layer.config().isEmpty()) {
            ObjectNode config = node.putObject("config");
            new TreeMap<>(layer.config()).forEach((key, value) -> config.set(key, json(value, where, key)));
        }
        requireReadable(module, parse(node, where), where);
        return node;
    }

    /** What is saved must be what a reader will make, also where somebody's own layer borrows a known name. */
    private static void requireReadable(Module module, Architecture read, String where) {
        Map<String, TensorType> actual = new TreeMap<>();
        module.stateDict().forEach((name, tensor) -> actual.put(name, tensor.type()));
        Map<String, TensorType> expected = new TreeMap<>(read.state());
        if (!actual.equals(expected)) {
            throw new ModelFormatException(where + " cannot be described: it has the tensors " + actual + " and a "
                    + read.type + " of these settings has " + expected + "; restore its dtype and shapes");
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
        List<Architecture> layers = new ArrayList<>();
        if (name.equals(SEQUENTIAL)) {
            JsonNode parts = node.path("layers");
            if (!parts.isArray()) {
                throw new ModelFormatException(where + " must list its layers; write it again from the network");
            }
            for (int i = 0; i < parts.size(); i++) {
                layers.add(parse(parts.get(i), location, path + (path.isEmpty() ? "" : ".") + i));
            }
        } else {
            known(name, where);
        }
        return new Architecture(path, name, config, where, layers);
    }

    private static KnownLayers.Layer known(String type, String where) {
        KnownLayers.Layer layer = KnownLayers.find(type);
        if (layer == null) {
            throw new ModelFormatException(where + " is of the unknown type " + Quoted.text(type) + "; expected "
                    + SEQUENTIAL + " or one of " + KnownLayers.types() + ": read it with the Arclight that wrote it");
        }
        return layer;
    }

    private void addState(Map<String, TensorType> state) {
        if (type.equals(SEQUENTIAL)) {
            layers.forEach(layer -> layer.addState(state));
            return;
        }
        LayerConfig settings = settings();
        String prefix = path.isEmpty() ? "" : path + ".";
        try {
            known(type, where).state().apply(settings).forEach((name, tensor) -> state.put(prefix + name, tensor));
        } catch (ShapeException e) {
            throw settings.refused(e);
        }
    }

    private LayerConfig settings() {
        return new LayerConfig(config, where + " (" + type + ")");
    }
}
