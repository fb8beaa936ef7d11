package dev.arclight.io;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, or a folder of several with an index, whose tensors are read one by one, as
 * {@code safetensors.safe_open}.
 *
 * <p>Opening reads the headers alone, so that names, dtypes and shapes of a file of any size are there at once. Files are
 * mapped into memory; since a tensor lives in a Java array, one that is asked for is copied out of the mapping, and one that
 * is not costs nothing. What headers say is checked as by {@link Safetensors}. Safe for all threads until it is closed;
 * tensors that were read outlive it.
 *
 * <pre>{@code
 * try (SafetensorsFile file = SafetensorsFile.open(Path.of("llama"))) {   // a folder with model.safetensors.index.json
 *     for (String name : file.keys()) {
 *         System.out.println(name + " " + file.type(name));
 *     }
 *     Tensor embedding = file.getTensor("model.embed_tokens.weight");
 * }
 * }</pre>
 */
public final class SafetensorsFile implements Closeable {
    private final String location;
    private final Map<String, Shard> shards;

    /** The shard that has each tensor, and where in it. */
    private final Map<String, Place> places;

    private final Map<String, String> metadata;

    private SafetensorsFile(
            String location, Map<String, Shard> shards, Map<String, Place> places, Map<String, String> metadata) {
        this.location = location;
        this.shards = shards;
        this.places = places;
        this.metadata = metadata;
    }

    /** @param data where the header ends in the file */
    private record Shard(FileBytes file, SafetensorsHeader header, long data) {}

    private record Place(Shard shard, SafetensorsHeader.Entry entry) {}

    /**
     * Opens a file, an index ({@code model.safetensors.index.json}), or a folder that has an index or a
     * {@code model.safetensors}.
     *
     * @throws ModelFormatException if a header or the index is not sound, or they do not fit each other
     * @throws ModelAccessException if a file is missing or cannot be read
     */
    public static SafetensorsFile open(Path path) {
        if (Files.isDirectory(path)) {
            Path index = path.resolve(ShardIndex.NAME);
            return Files.exists(index) ? sharded(index) : open(path.resolve(ModelFolder.WEIGHTS));
        }
        return path.toString().endsWith(".json") ? sharded(path) : single(path);
    }

    private static SafetensorsFile single(Path path) {
        Shard shard = shard(path);
        Map<String, Place> places = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : shard.header.entries()) {
            places.put(entry.name(), new Place(shard, entry));
        }
        return new SafetensorsFile(path.toString(), Map.of(path.toString(), shard), places, shard.header.metadata());
    }

    private static SafetensorsFile sharded(Path index) {
        Map<String, String> files = ShardIndex.read(index);
        Path folder = SafeFiles.parent(index);
        Map<String, Shard> shards = new LinkedHashMap<>();
        Map<String, Place> places = new LinkedHashMap<>();
        SafetensorsFile opened = new SafetensorsFile(index.toString(), shards, places, new LinkedHashMap<>());
        try {
            Map<String, Map<String, SafetensorsHeader.Entry>> entries = new LinkedHashMap<>();
            files.forEach((name, file) -> {
                Shard shard = shards.computeIfAbsent(file, f -> shard(folder.resolve(f)));
                SafetensorsHeader.Entry entry =
                        entries.computeIfAbsent(file, f -> byName(shard.header)).get(name);
                if (entry == null) {
                    throw new ModelFormatException(index + ": says that the tensor " + Quoted.text(name) + " is in "
                            + Quoted.text(file) + ", which does not have it; the files must come from one save");
                }
                places.put(name, new Place(shard, entry));
            });
            shards.values().forEach(shard -> opened.metadata.putAll(shard.header.metadata()));
        } catch (ModelFormatException | ModelAccessException e) {
            opened.closeAfter(e);
            throw e;
        }
        return opened;
    }

    private static Map<String, SafetensorsHeader.Entry> byName(SafetensorsHeader header) {
        Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();
        header.entries().forEach(entry -> entries.put(entry.name(), entry));
        return entries;
    }

    private static Shard shard(Path path) {
        try {
            FileBytes file = FileBytes.open(path);
            try {
                SafetensorsHeader header = Safetensors.header(file.range(0, file.length()));
                return new Shard(file, header, file.length() - header.dataBytes());
            } catch (IOException | ModelFormatException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw ModelAccessException.reading(path.toString(), e);
        }
    }

    /** The tensors' names, in the order of the file or index. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(places.keySet());
    }

    /** A tensor's dtype and shape, without reading it. @throws ModelFormatException if there is none of that name */
    public TensorType type(String name) {
        SafetensorsHeader.Entry entry = place(name).entry;
        return new TensorType(entry.dtype(), entry.shape());
    }

    /** The texts under {@code __metadata__}; of all files together if there are several. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads a tensor into an array of its own.
     *
     * @throws ModelFormatException if there is none of that name, or a bool in it is neither 0 nor 1
     * @throws ModelAccessException if it cannot be read
     */
    public Tensor getTensor(String name) {
        Place place = place(name);
        SafetensorsHeader.Entry entry = place.entry;
        return read(place, entry.shape(), entry.begin(), entry.end());
    }

    /**
     * Reads {@code tensor[from:to]} and nothing else of it, as {@code get_slice(name)[from:to]}.
     *
     * @throws ShapeException if the tensor has no dimensions or these are not rows of it
     * @throws ModelFormatException if there is none of that name, or a bool in it is neither 0 nor 1
     * @throws ModelAccessException if it cannot be read
     */
    public Tensor getSlice(String name, int from, int to) {
        Place place = place(name);
        SafetensorsHeader.Entry entry = place.entry;
        int[] extents = entry.shape().toArray();
        if (extents.length == 0 || from < 0 || to < from || to > extents[0]) {
            throw new ShapeException("getSlice: rows " + from + " to " + to + " of the tensor " + Quoted.text(name)
                    + " of shape " + entry.shape() + " do not exist");
        }
        long row = extents[0] == 0 ? 0 : (entry.end() - entry.begin()) / extents[0];
        extents[0] = to - from;
        return read(place, Shape.of(extents), entry.begin() + from * row, entry.begin() + to * row);
    }

    /**
     * Reads all tensors, in the order of {@link #keys}.
     *
     * @throws ModelFormatException if a bool is neither 0 nor 1
     * @throws ModelAccessException if a file cannot be read
     */
    public Map<String, Tensor> getTensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        places.keySet().forEach(name -> tensors.put(name, getTensor(name)));
        return tensors;
    }

    /** Tensors can no longer be read; those that were stay. */
    @Override
    public void close() {
        for (Shard shard : shards.values()) {
            try {
                shard.file.close();
            } catch (IOException e) {
                throw ModelAccessException.reading(shard.file.location(), e);
            }
        }
    }

    private void closeAfter(RuntimeException cause) {
        try {
            close();
        } catch (ModelAccessException e) {
            cause.addSuppressed(e);
        }
    }

    private Tensor read(Place place, Shape shape, long begin, long end) {
        FileBytes file = place.shard.file;
        try {
            return Elements.read(
                    file.range(place.shard.data + begin, end - begin), place.entry.name(), place.entry.dtype(), shape);
        } catch (IOException e) {
            throw ModelAccessException.reading(file.location(), e);
        }
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new ModelFormatException(location + ": has no tensor " + Quoted.text(name) + " among its "
                    + places.size() + "; keys() lists them");
        }
        return place;
    }
}
