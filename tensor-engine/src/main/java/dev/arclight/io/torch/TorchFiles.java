package dev.arclight.io.torch;

import dev.arclight.io.Elements;
import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import dev.arclight.io.SafeFiles;
import dev.arclight.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's files, {@code .pt} and {@code .pth}, as {@code torch.save} and {@code torch.load} write and read them.
 *
 * <p>Read are the zip archives of PyTorch 1.6 and later and the pickles of 0.1.10 to 1.5. A pickle is a program; here a
 * machine of our own runs it that builds data alone, from a fixed list of names. Another name is a {@link
 * ModelFormatException} that says it; no class is looked up and no code from a file is run. No file makes this class
 * allocate much more than it holds. Written are zip archives that {@code torch.load(path, weights_only=True)} opens; the
 * same tree is always the same bytes. Stateless and safe for all threads.
 *
 * <pre>{@code
 * model.loadStateDict(TorchFiles.loadStateDict(Path.of("resnet.pth")));
 * TorchFiles.save(model.stateDict(), Path.of("mine.pt"));   // torch.load("mine.pt")
 * }</pre>
 */
public final class TorchFiles {
    /** Under which a checkpoint holds its model's state, most common first. */
    private static final List<String> STATE_KEYS = List.of("model_state_dict", "state_dict", "model", "module");

    private static final int MOST_NAMED = 20;

    private TorchFiles() {}

    /**
     * Reads whatever a file holds, as {@code torch.load(path, weights_only=True)}.
     *
     * <p>A dict becomes a {@link LinkedHashMap} with the keys it has, which are texts, {@link Long}s, {@link Boolean}s,
     * null, {@link Double}s or lists of these; lists and tuples become {@link List}s, sets {@link java.util.Set}s, whole
     * numbers {@link Long}s (or {@link java.math.BigInteger}s past 64 bits), floating ones {@link Double}s, bytes
     * {@code byte[]}s, dtypes {@link dev.arclight.tensor.DType}s, devices texts, None null. NumPy's numbers and arrays
     * become numbers and tensors. Tensors that share a storage share memory, with the strides they had, and parameters
     * require gradients.
     *
     * @throws ModelFormatException if it is not whole and sound, or holds what is not read: objects of classes (whole
     *     modules among them), complex, quantized, sparse or nested tensors
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static @Nullable Object load(Path file) {
        try (FileBytes bytes = FileBytes.open(file)) {
            return TorchReader.read(bytes);
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }

    /**
     * As {@link #load(Path)}, from a stream, which is read whole first; the caller closes it.
     *
     * @param location the stream's name in messages
     */
    public static @Nullable Object load(InputStream stream, String location) {
        try {
            return TorchReader.read(FileBytes.of(stream.readAllBytes(), location));
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
    }

    /**
     * The tensors of a model by name: the file's dict if it has only tensors, or that under {@code "model_state_dict"},
     * {@code "state_dict"}, {@code "model"} or {@code "module"} of a checkpoint.
     *
     * @throws ModelFormatException as {@link #load(Path)}, and if there is no such dict: then its keys are named
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, Tensor> loadStateDict(Path file) {
        Object tree = load(file);
        if (tree instanceof Map<?, ?> map) {
            for (String key : STATE_KEYS) {
                if (map.get(key) instanceof Map<?, ?> state) {
                    return tensors(state, file + ", " + key);
                }
            }
        }
        return tensors(tree, file.toString());
    }

    /**
     * The tensors by name under a key of a checkpoint; dots lead into dicts, as in {@code "ema.state_dict"}.
     *
     * @throws ModelFormatException as {@link #load(Path)}, and if there is no dict of tensors under the key
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, Tensor> loadStateDict(Path file, String key) {
        return tensors(under(file, key), file + ", " + key);
    }

    private static @Nullable Object under(Path file, String key) {
        Object tree = load(file);
        for (String part : key.split("\\.", -1)) {
            if (!(tree instanceof Map<?, ?> map) || !map.containsKey(part)) {
                throw new ModelFormatException(file + ": has nothing under " + Quoted.text(key) + ", "
                        + (tree instanceof Map<?, ?> map ? "where the keys are " + names(map) : "where no dict is")
                        + "; give another key");
            }
            tree = map.get(part);
        }
        return tree;
    }

    /**
     * A checkpoint as {@link dev.arclight.tensor.Stateful}s load it: the file's dict with the text of every key, so that an
     * optimizer finds its state under {@code "0"}.
     *
     * @throws ModelFormatException as {@link #load(Path)}, and if the file holds no dict
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, @Nullable Object> loadState(Path file) {
        return state(load(file), file.toString());
    }

    /**
     * As {@link #loadState(Path)}, of the dict under a key of the file's; dots lead into dicts.
     *
     * <pre>{@code
     * optimizer.loadStateDict(TorchFiles.loadState(path, "optimizer_state_dict"));
     * }</pre>
     */
    public static Map<String, @Nullable Object> loadState(Path file, String key) {
        return state(under(file, key), file + ", " + key);
    }

    private static Map<String, @Nullable Object> state(@Nullable Object tree, String location) {
        if (tree instanceof Map<?, ?> map) {
            return textKeys(map, new IdentityHashMap<>());
        }
        throw new ModelFormatException(location + ": holds no dict; use load for other values");
    }

    /**
     * A state without a prefix that its names have, as {@code "module."} of a model that was trained in parallel; names
     * without it stay. As {@code torch.nn.modules.utils.consume_prefix_in_state_dict_if_present}, but in a map of its own.
     */
    public static Map<String, Tensor> consumePrefixInStateDictIfPresent(Map<String, Tensor> state, String prefix) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        state.forEach((name, tensor) -> {
            String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
            if (all.put(rest, tensor) != null) {
                throw new ModelFormatException("two tensors would be called " + Quoted.text(rest)
                        + " without the prefix " + Quoted.text(prefix) + "; take it off by hand");
            }
        });
        return all;
    }

    /**
     * Writes a tree of maps (with texts or whole numbers as keys), lists, tensors, dtypes, texts, numbers, booleans and
     * null, as {@code torch.save}. Tensors that share memory share a storage, which is written whole, once. Where a map
     * has {@code "state"} beside {@code "param_groups"}, as an optimizer's, keys of the state that are numbers as text are
     * written as numbers, as PyTorch has them. The file appears whole or not at all; one that is there is replaced.
     *
     * <p>PyTorch before 2.0 reads Python's floats only with {@code weights_only=False}.
     *
     * @throws dev.arclight.tensor.ArclightException naming the place of what cannot be written
     * @throws ModelAccessException if the file cannot be written
     */
    public static void save(@Nullable Object tree, Path file) {
        Pickler pickler = new Pickler();
        byte[] pickle = pickler.pickle(tree);
        SafeFiles.replace(file, out -> write(pickle, pickler.storages(), out));
    }

    /** As {@link #save(Object, Path)} to a stream, which the caller closes. */
    public static void save(@Nullable Object tree, OutputStream out) throws IOException {
        Pickler pickler = new Pickler();
        byte[] pickle = pickler.pickle(tree);
        BufferedOutputStream buffer = new BufferedOutputStream(out);
        write(pickle, pickler.storages(), buffer);
        buffer.flush();
    }

    private static void write(byte[] pickle, List<Tensor> storages, OutputStream out) throws IOException {
        ZipWriter zip = new ZipWriter(out);
        zip.add("archive/data.pkl", pickle);
        zip.add("archive/byteorder", ascii("little"));
        for (int i = 0; i < storages.size(); i++) {
            Tensor storage = storages.get(i);
            long size = (long) storage.numel() * storage.dtype().bytes();
            zip.add("archive/data/" + i, size, stream -> Elements.write(storage, stream));
        }
        // Of the archive's format, as PyTorch writes it for a pickle and tensors.
        zip.add("archive/version", ascii("3\n"));
        zip.finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, Tensor> tensors(@Nullable Object tree, String location) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw new ModelFormatException(location + ": holds no dict of tensors; use load for other values");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(name instanceof String text) || !(value instanceof Tensor tensor)) {
                throw new ModelFormatException(
                        location + ": is no state dict, since " + Quoted.text(String.valueOf(name))
                                + " is no tensor with a name; its keys are " + names(map)
                                + ": give the key of the state dict to loadStateDict(file, key)");
            }
            tensors.put(text, tensor);
        });
        return tensors;
    }

    private static String names(Map<?, ?> map) {
        List<String> names = new ArrayList<>();
        for (Object key : map.keySet()) {
            if (names.size() == MOST_NAMED) {
                names.add("and " + (map.size() - MOST_NAMED) + " more");
                break;
            }
            names.add(Quoted.text(String.valueOf(key)));
        }
        return String.join(", ", names);
    }

    /** Recursion ends, since what was loaded nests no deeper than a limit; what is shared stays so. */
    private static Map<String, @Nullable Object> textKeys(Map<?, ?> map, IdentityHashMap<Object, Object> done) {
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), textKeys(value, done)));
        return texts;
    }

    private static @Nullable Object textKeys(@Nullable Object value, IdentityHashMap<Object, Object> done) {
        if (!(value instanceof Map) && !(value instanceof List)) {
            return value;
        }
        Object before = done.get(value);
        if (before != null) {
            return before;
        }
        Object made;
        if (value instanceof Map<?, ?> map) {
            made = textKeys(map, done);
        } else {
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : (List<?>) value) {
                items.add(textKeys(item, done));
            }
            made = items;
        }
        done.put(value, made);
        return made;
    }
}
