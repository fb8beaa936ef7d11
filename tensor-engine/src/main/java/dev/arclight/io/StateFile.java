package dev.arclight.io;

import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A state tree, as {@link dev.arclight.tensor.Stateful}s give it, in one file: a safetensors file with the tree as JSON in
 * its metadata and a checksum over all of it.
 *
 * <p>Any reader of safetensors finds the tensors, by their paths in the tree. What is read comes back as it was, to the bit,
 * but that whole numbers are {@link Long}s and floating ones {@link Double}s; a file that is cut off or has one bit changed
 * is a {@link ModelFormatException}. No code from a file is run and none makes this class allocate much more than it holds.
 * The same tree is always the same bytes. Stateless and safe for all threads.
 *
 * <pre>{@code
 * StateFile.save(path, optimizer.stateDict());
 * optimizer.loadStateDict(StateFile.load(path));
 * }</pre>
 */
public final class StateFile {
    private static final String FORMAT = "format";
    private static final String NAME = "arclight.state";
    private static final String VERSION = "version";
    private static final String NEWEST = "1";
    private static final String STATE = "state";
    private static final String CHECKSUM = "crc32c";

    private StateFile() {}

    /**
     * Writes a tree of maps with texts as keys, lists, tensors, texts, numbers, booleans and null. The file appears whole or
     * not at all; one that is there is replaced.
     *
     * @throws dev.arclight.tensor.ArclightException naming the place of what cannot be written
     * @throws ModelAccessException if the file cannot be written
     */
    public static void save(Path file, Map<String, ?> tree) {
        StateTree.Written written = StateTree.write(tree);
        Map<String, String> metadata = metadata(written);
        SafeFiles.replace(file, out -> Safetensors.write(out, written.tensors(), metadata));
    }

    /** As {@link #save(Path, Map)} to a stream, which the caller closes. */
    public static void save(OutputStream out, Map<String, ?> tree) throws IOException {
        StateTree.Written written = StateTree.write(tree);
        Safetensors.write(out, written.tensors(), metadata(written));
    }

    private static Map<String, String> metadata(StateTree.Written written) {
        return Map.of(
                FORMAT,
                NAME,
                VERSION,
                NEWEST,
                STATE,
                written.json(),
                CHECKSUM,
                checksum(written.json(), written.tensors()));
    }

    /**
     * Reads a tree.
     *
     * @throws ModelFormatException if the file is not whole and sound, of a newer version or of another format
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, @Nullable Object> load(Path file) {
        return tree(Safetensors.read(file), file.toString());
    }

    /**
     * As {@link #load(Path)}, from a stream, which the caller closes.
     *
     * @param location the stream's name in messages
     */
    public static Map<String, @Nullable Object> load(InputStream stream, String location) {
        return tree(Safetensors.read(stream, location), location);
    }

    /**
     * Reads a tree without its tensors, which are null in it; tensors are neither read nor checked.
     *
     * @throws ModelFormatException if the file's header is not sound, of a newer version or of another format
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, @Nullable Object> outline(Path file) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            return StateTree.outline(json(opened.metadata(), file.toString()), file.toString());
        }
    }

    private static Map<String, @Nullable Object> tree(Safetensors.Contents contents, String location) {
        String json = json(contents.metadata(), location);
        if (!checksum(json, contents.tensors()).equals(contents.metadata().get(CHECKSUM))) {
            throw new ModelFormatException(
                    location + ": the checksum does not fit; the file is damaged, copy or write it again");
        }
        return StateTree.read(json, contents.tensors(), location);
    }

    private static String json(Map<String, String> metadata, String location) {
        String format = metadata.getOrDefault(FORMAT, "");
        if (!format.equals(NAME)) {
            throw new ModelFormatException(location + ": is a safetensors file of format " + Quoted.text(format)
                    + ", expected '" + NAME + "'; read its tensors with Safetensors");
        }
        String version = metadata.getOrDefault(VERSION, "");
        if (!version.equals(NEWEST)) {
            throw new ModelFormatException(location + ": is of version " + Quoted.text(version)
                    + ", this Arclight reads version " + NEWEST + "; use a newer Arclight");
        }
        String json = metadata.get(STATE);
        if (json == null) {
            throw new ModelFormatException(location + ": has no state; the file is damaged");
        }
        return json;
    }

    /** Over the tree's text, and each tensor's name, type and elements in the names' order. */
    private static String checksum(String json, Map<String, Tensor> tensors) {
        CRC32C crc = new CRC32C();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), crc);
        new TreeMap<>(tensors).forEach((name, tensor) -> {
            crc.update((name + " " + tensor.type() + "\n").getBytes(StandardCharsets.UTF_8));
            try {
                Elements.write(tensor, out);
            } catch (IOException e) {
                throw new UncheckedIOException("a stream that keeps nothing cannot fail", e);
            }
        });
        return String.format(java.util.Locale.ROOT, "%08x", crc.getValue());
    }
}
