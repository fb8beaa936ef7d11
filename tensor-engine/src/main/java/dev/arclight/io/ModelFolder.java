package dev.arclight.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.nn.Init;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A network on disk: a folder of {@code model.json} (layers, inputs and outputs) and {@code model.safetensors} (weights).
 *
 * <p>A folder appears whole or not at all, and reading one believes nothing that its files merely claim: layers come from
 * a fixed list, no class is loaded by name, no memory is taken that the weights' file does not fill. Stateless and safe
 * for all threads.
 *
 * <pre>{@code
 * ModelFolder.save(module, Signature.of(input, output), folder);
 * Model model = ModelFolder.load(folder);
 * }</pre>
 */
public final class ModelFolder {
    /** The file with layers, inputs and outputs. */
    public static final String DESCRIPTION = "model.json";

    /** The file with weights. */
    public static final String WEIGHTS = "model.safetensors";

    private static final String FORMAT = "arclight";

    /** The newest version that is read. Written is 1 unless layers have names of their own, which came with 2. */
    private static final int VERSION = 2;

    private static final int MOST_PROBLEMS = 100;

    private ModelFolder() {}

    /** As {@link #save(Module, Signature, Path, boolean)}, refusing a folder that is there already. */
    public static void save(Module module, Signature signature, Path folder) {
        save(module, signature, folder, false);
    }

    /**
     * Writes a network beside {@code folder}, forces it to disk and renames it; on failure nothing is left.
     *
     * <p>A model that is replaced is first renamed to a hidden name beside it that ends in {@code .old}, and deleted last.
     * There is no model in between, for the time of one rename: a machine that stops just then leaves the old one under that
     * name, and {@link #load} says so.
     *
     * @param overwrite whether a model folder that is there is replaced; nothing else is
     * @throws ModelFormatException naming a layer that cannot be described
     * @throws ModelAccessException if the folder exists, holds no model where one is to be replaced, or cannot be written
     */
    public static void save(Module module, Signature signature, Path folder, boolean overwrite) {
        save(module, signature, folder, overwrite, Map.of());
    }

    /**
     * As {@link #save(Module, Signature, Path, boolean)}, with more files in the folder, such as a tokenizer.
     *
     * @param beside contents by names
     * @throws ModelFormatException if a name is that of the model's own files or no plain name
     */
    public static void save(
            Module module, Signature signature, Path folder, boolean overwrite, Map<String, byte[]> beside) {
        for (String name : beside.keySet()) {
            if (name.equals(DESCRIPTION) || name.equals(WEIGHTS) || !name.matches("\\w[\\w.-]*")) {
                throw new ModelFormatException("a file called " + Quoted.text(name)
                        + " cannot stand beside a model; choose a name of letters, digits, dots and dashes");
            }
        }
        byte[] description = description(module, signature);
        Map<String, Tensor> weights = module.stateDict();
        if (!overwrite && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new ModelAccessException(folder + ": exists already; choose another folder or ask to overwrite it");
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(folder.resolve(DESCRIPTION))) {
            throw new ModelAccessException(folder + ": is there and holds no " + DESCRIPTION
                    + ", so it is no model to be overwritten; choose another folder or remove it");
        }
        Path temporary = SafeFiles.sibling(folder);
        try {
            try {
                Files.createDirectories(SafeFiles.parent(folder));
                Files.createDirectory(temporary);
                SafeFiles.write(temporary.resolve(DESCRIPTION), out -> out.write(description));
                SafeFiles.write(temporary.resolve(WEIGHTS), out -> Safetensors.write(out, weights, Map.of()));
                for (Map.Entry<String, byte[]> file : beside.entrySet()) {
                    SafeFiles.write(temporary.resolve(file.getKey()), out -> out.write(file.getValue()));
                }
                SafeFiles.force(temporary);
                SafeFiles.moveFolder(temporary, folder, overwrite);
            } finally {
                SafeFiles.deleteTree(temporary);
            }
        } catch (IOException e) {
            throw ModelAccessException.writing(folder.toString(), e);
        }
    }

    /**
     * Reads a folder of this machine; the weights' file is mapped.
     *
     * @throws ModelFormatException if a file is not whole and sound, of a newer version, names an unknown layer, or if
     *     the weights do not fit the layers: then all missing, unexpected and mis-shaped ones are named
     * @throws ModelAccessException if the folder or a file is missing or cannot be read
     */
    public static Model load(Path folder) {
        requireFolder(folder);
        MessageDigest digest = sha256();
        Path description = folder.resolve(DESCRIPTION);
        JsonNode json;
        try (InputStream stream = Files.newInputStream(description)) {
            json = json(stream, description.toString(), digest);
        } catch (IOException e) {
            throw ModelAccessException.reading(description.toString(), e);
        }
        Description read = Description.parse(json, description.toString());
        Path weights = folder.resolve(WEIGHTS);
        return model(read, Safetensors.read(weights, digest), weights.toString(), digest);
    }

    /** As {@link #load}, from streams. */
    public static Model read(ModelSource source) {
        MessageDigest digest = sha256();
        String description = source.location() + "/" + DESCRIPTION;
        JsonNode json;
        try (InputStream stream = source.open(DESCRIPTION)) {
            json = json(stream, description, digest);
        } catch (IOException e) {
            throw ModelAccessException.reading(description, e);
        }
        Description read = Description.parse(json, description);
        String weights = source.location() + "/" + WEIGHTS;
        try (InputStream stream = source.open(WEIGHTS)) {
            return model(read, Safetensors.read(stream, weights, digest), weights, digest);
        } catch (IOException e) {
            throw ModelAccessException.reading(weights, e);
        }
    }

    /** What {@code model.json} says. */
    private record Description(Architecture architecture, Signature signature) {
        static Description parse(JsonNode json, String location) {
            if (!FORMAT.equals(json.path("format").textValue())) {
                throw new ModelFormatException(location + ": the format is "
                        + Quoted.text(json.path("format").toString()) + ", expected \"" + FORMAT
                        + "\"; this is not a model folder of Arclight");
            }
            JsonNode version = json.path("version");
            if (!version.isIntegralNumber() || !version.canConvertToInt() || version.intValue() < 1) {
                throw new ModelFormatException(location + ": the version is " + Quoted.text(version.toString())
                        + ", expected a whole number from 1 to " + VERSION + "; write the folder again");
            }
            if (version.intValue() > VERSION) {
                throw new ModelFormatException(location + ": is of version " + version.intValue()
                        + ", this Arclight reads up to " + VERSION + "; use a newer Arclight");
            }
            Architecture architecture = Architecture.parse(json.path("architecture"), location);
            Signature signature = new Signature(
                    specs(json.path("inputs"), location, "inputs"), specs(json.path("outputs"), location, "outputs"));
            return new Description(architecture, signature);
        }
    }

    private static byte[] description(Module module, Signature signature) {
        ObjectNode architecture = Architecture.describe(module);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT).put("version", Architecture.named(architecture) ? 2 : 1);
        json.set("architecture", architecture);
        json.set("inputs", json(signature.inputs()));
        json.set("outputs", json(signature.outputs()));
        byte[] bytes = ModelJson.pretty(json);
        Description.parse(ModelJson.read(bytes, DESCRIPTION), DESCRIPTION);
        return bytes;
    }

    private static ArrayNode json(List<TensorSpec> specs) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (TensorSpec spec : specs) {
            ArrayNode shape = list.addObject()
                    .put("name", spec.name())
                    .put("dtype", spec.dtype().toString())
                    .putArray("shape");
            for (int extent : spec.shape()) {
                shape.add(extent);
            }
        }
        return list;
    }

    private static List<TensorSpec> specs(JsonNode list, String location, String key) {
        if (!list.isArray()) {
            throw new ModelFormatException(location + ": must list its " + key + "; write the folder again");
        }
        List<TensorSpec> specs = new ArrayList<>();
        for (JsonNode node : list) {
            LayerConfig spec = new LayerConfig(node, location + ": entry " + specs.size() + " of " + key, 0);
            try {
                specs.add(new TensorSpec(spec.text("name"), DType.of(spec.text("dtype")), spec.integers("shape", -1)));
            } catch (DTypeException e) {
                throw spec.refused(e);
            }
        }
        return specs;
    }

    private static JsonNode json(InputStream stream, String location, MessageDigest digest) throws IOException {
        byte[] bytes = stream.readNBytes(ModelJson.LONGEST + 1);
        digest.update(bytes);
        return ModelJson.read(bytes, location);
    }

    private static Model model(
            Description description, Safetensors.Contents weights, String location, MessageDigest digest) {
        requireFit(description.architecture().state(weights.tensors().size()), weights.tensors(), location);
        Module module;
        // Whoever loads inside the scope of an arena wants weights that outlive it.
        try (Arena.Scope own = new Arena().open();
                Init.Scope blank = Init.zeros()) {
            module = description.architecture().make();
            module.stateDict().values().forEach(own::keep);
        }
        // Their types are the same by now, and both are contiguous: no op, which would need a third copy.
        module.stateDict()
                .forEach((name, tensor) -> Elements.copy(weights.tensors().get(name), tensor));
        return new Model(module.eval(), description.signature(), HexFormat.of().formatHex(digest.digest()));
    }

    private static void requireFit(Map<String, TensorType> expected, Map<String, Tensor> given, String location) {
        List<String> problems = new ArrayList<>();
        expected.forEach((name, type) -> {
            Tensor tensor = given.get(name);
            if (tensor == null) {
                problems.add(name + " is missing");
            } else if (!tensor.type().equals(type)) {
                problems.add(name + " is " + tensor.type() + ", expected " + type);
            }
        });
        given.keySet().stream()
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> problems.add(Quoted.text(name) + " is unexpected"));
        if (!problems.isEmpty()) {
            int shown = Math.min(problems.size(), MOST_PROBLEMS);
            throw new ModelFormatException(location + ": does not fit " + DESCRIPTION + ": "
                    + String.join("; ", problems.subList(0, shown))
                    + (shown < problems.size() ? "; and " + (problems.size() - shown) + " more" : "")
                    + ": the two files must come from one save");
        }
    }

    private static void requireFolder(Path folder) {
        if (!Files.exists(folder)) {
            throw new ModelAccessException(folder + ": there is no such model folder; "
                    + SafeFiles.setAside(folder)
                            .map(old -> "a save that was interrupted left the one before as " + old + ": rename it")
                            .orElse("check the path"));
        }
        if (!Files.isDirectory(folder)) {
            throw new ModelAccessException(folder + ": is not a folder; give the folder that holds " + DESCRIPTION);
        }
        if (!Files.isReadable(folder)) {
            throw new ModelAccessException(folder + ": the folder cannot be read; check its permissions");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256; this one does not", e);
        }
    }
}
