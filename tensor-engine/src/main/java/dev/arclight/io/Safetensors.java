package dev.arclight.io;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format: named tensors in one file, eight bytes of header length, a JSON header, then the elements.
 *
 * <p>What is read is checked before it is believed: no file makes this class allocate more than the file holds, and what
 * does not hold is a {@link ModelFormatException}. The same tensors are always written as the same bytes. Stateless and
 * safe for all threads.
 *
 * <pre>{@code
 * Safetensors.write(path, module.stateDict());
 * Map<String, Tensor> tensors = Safetensors.read(path).tensors();
 * }</pre>
 */
public final class Safetensors {
    /** What {@link #writeSharded} writes beside the index. */
    private static final Pattern SHARD = Pattern.compile("model(-\\d{5,}-of-\\d{5,})?\\.safetensors");

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors by name, in the order of the file; each has an array of its own
     * @param metadata the texts under {@code __metadata__}, empty if there are none
     */
    public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /**
     * Reads a file by mapping it into memory.
     *
     * @throws ModelFormatException if the file is not whole and sound
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Contents read(Path file) {
        return read(file, null);
    }

    /** As {@link #read(Path)}; the file's bytes are added to the digest. */
    static Contents read(Path file, @Nullable MessageDigest digest) {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(ByteSource.mapped(channel, file.toString(), digest));
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }

    /**
     * Reads a stream to its end; the caller closes it.
     *
     * @param location the stream's name in messages
     * @throws ModelFormatException if the content is not whole and sound, or more bytes follow it
     * @throws ModelAccessException if the stream cannot be read
     */
    public static Contents read(InputStream stream, String location) {
        return read(stream, location, null);
    }

    /** As {@link #read(InputStream, String)}; the bytes are added to the digest. */
    static Contents read(InputStream stream, String location, @Nullable MessageDigest digest) {
        try {
            return read(ByteSource.stream(stream, location, digest));
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
    }

    /**
     * Writes a file, which appears whole or not at all; one that is there is replaced.
     *
     * @throws IllegalArgumentException if a tensor is called {@code __metadata__}, or has a name or shape that readers refuse
     * @throws ModelAccessException if it cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, Map.of());
    }

    /** As {@link #write(Path, Map)} with texts under {@code __metadata__}. */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        SafeFiles.replace(file, out -> write(out, tensors, metadata));
    }

    /**
     * Writes to a stream, which the caller closes. The largest elements come first and names are sorted, so that every
     * tensor is aligned to its elements.
     *
     * @throws IllegalArgumentException if a tensor is called {@code __metadata__}, or has a name or shape that readers refuse
     */
    public static void write(OutputStream out, Map<String, Tensor> tensors, Map<String, String> metadata)
            throws IOException {
        if (tensors.containsKey(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("a tensor cannot be called " + SafetensorsHeader.METADATA
                    + " in safetensors; rename it, or pass texts as metadata");
        }
        List<String> names = new ArrayList<>(tensors.keySet());
        names.sort(Comparator.<String>comparingInt(
                        name -> -held(tensors, name).dtype().bytes())
                .thenComparing(Comparator.naturalOrder()));
        List<SafetensorsHeader.Entry> entries = new ArrayList<>();
        long position = 0;
        for (String name : names) {
            Tensor tensor = held(tensors, name);
            Shape shape = tensor.shape();
            long end = position + shape.size() * tensor.dtype().bytes();
            entries.add(new SafetensorsHeader.Entry(name, tensor.dtype(), shape, position, end));
            position = end;
        }
        byte[] header = new SafetensorsHeader(entries, new TreeMap<>(metadata)).toJson();
        if (header.length > SafetensorsHeader.LONGEST) {
            throw new IllegalArgumentException("the header of " + names.size() + " tensors takes " + header.length
                    + " bytes; safetensors allows " + SafetensorsHeader.LONGEST + ": save them in several files");
        }
        try {
            SafetensorsHeader.parse(header, "what would be written");
        } catch (ModelFormatException e) {
            throw new IllegalArgumentException(
                    "these tensors make no file that can be read again: " + e.getMessage(), e);
        }
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (String name : names) {
            Elements.write(held(tensors, name), out);
        }
    }

    /**
     * Writes a model to a folder as Hugging Face does: {@code model.safetensors}, or if the tensors take more than
     * {@code maxShardSize} bytes, files {@code model-00001-of-00003.safetensors} and an index. What an earlier save left of
     * these names stays readable until all new files are on the disk, so a full disk costs nothing; then the new ones take
     * its place by renames. A crash among those leaves no index, so that reading fails rather than mixes two saves.
     * {@link SafetensorsFile#open} reads either.
     *
     * @param maxShardSize in bytes, at least 1; a larger tensor has a file of its own
     * @throws IllegalArgumentException as {@link #write(Path, Map)}, or if the limit is below 1
     * @throws ModelAccessException if the folder cannot be made or a file not be written
     */
    public static void writeSharded(Path folder, Map<String, Tensor> tensors, long maxShardSize) {
        if (maxShardSize < 1) {
            throw new IllegalArgumentException("maxShardSize is " + maxShardSize + " bytes; it must be at least 1");
        }
        // As transformers ask for; other readers ignore it.
        Map<String, String> metadata = Map.of("format", "pt");
        List<Map<String, Tensor>> dealt = ShardIndex.deal(tensors, maxShardSize);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < dealt.size(); i++) {
            names.add(
                    dealt.size() == 1
                            ? ModelFolder.WEIGHTS
                            : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, dealt.size()));
        }
        Map<Path, Path> written = new LinkedHashMap<>();
        try {
            Files.createDirectories(folder);
            try {
                for (int i = 0; i < dealt.size(); i++) {
                    Map<String, Tensor> shard = dealt.get(i);
                    writeBeside(folder.resolve(names.get(i)), written, out -> write(out, shard, metadata));
                }
                if (dealt.size() > 1) {
                    byte[] index = ShardIndex.json(names, dealt);
                    writeBeside(folder.resolve(ShardIndex.NAME), written, out -> out.write(index));
                }
                Files.deleteIfExists(folder.resolve(ShardIndex.NAME));
                removeOthers(folder, names);
                for (Map.Entry<Path, Path> file : written.entrySet()) {
                    SafeFiles.move(file.getValue(), file.getKey(), StandardCopyOption.REPLACE_EXISTING);
                }
                SafeFiles.force(folder);
            } finally {
                for (Path temporary : written.values()) {
                    Files.deleteIfExists(temporary);
                }
            }
        } catch (IOException e) {
            throw ModelAccessException.writing(folder.toString(), e);
        }
    }

    private static void writeBeside(Path file, Map<Path, Path> written, SafeFiles.Content content) throws IOException {
        Path temporary = SafeFiles.sibling(file);
        written.put(file, temporary);
        SafeFiles.write(temporary, content);
    }

    private static void removeOthers(Path folder, List<String> names) throws IOException {
        List<Path> old;
        try (Stream<Path> files = Files.list(folder)) {
            old = files.filter(file ->
                            SHARD.matcher(String.valueOf(file.getFileName())).matches()
                                    && !names.contains(String.valueOf(file.getFileName())))
                    .toList();
        }
        for (Path file : old) {
            Files.deleteIfExists(file);
        }
    }

    private static Tensor held(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor is given for the name " + Quoted.text(name));
        }
        return tensor;
    }

    private static Contents read(ByteSource source) throws IOException {
        SafetensorsHeader header = header(source);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.put(entry.name(), Elements.read(source, entry.name(), entry.dtype(), entry.shape()));
        }
        if (source.take(1).hasRemaining()) {
            throw new ModelFormatException(source.location()
                    + ": more bytes follow the last tensor; the file is damaged, copy or write it again");
        }
        return new Contents(Collections.unmodifiableMap(tensors), Collections.unmodifiableMap(header.metadata()));
    }

    /** Of a whole file; its data follow. */
    static SafetensorsHeader header(ByteSource source) throws IOException {
        ByteBuffer prefix = source.take(Long.BYTES);
        if (prefix.remaining() < Long.BYTES) {
            throw new ModelFormatException(source.location() + ": only " + prefix.remaining()
                    + " bytes; a safetensors file begins with 8 bytes of header length: copy or write it again");
        }
        long length = prefix.getLong();
        if (length < 0 || length > SafetensorsHeader.LONGEST) {
            throw new ModelFormatException(source.location() + ": the header claims "
                    + Long.toUnsignedString(length) + " bytes; safetensors allows " + SafetensorsHeader.LONGEST
                    + ": the file is damaged or of another format");
        }
        if (source.length() >= 0 && length > source.length() - Long.BYTES) {
            throw new ModelFormatException(source.location() + ": the header claims " + length
                    + " bytes and the file has " + (source.length() - Long.BYTES)
                    + " after its first 8; it is cut off, copy or write it again");
        }
        SafetensorsHeader header = SafetensorsHeader.parse(headerBytes(source, (int) length), source.location());
        long expected = Long.BYTES + length + header.dataBytes();
        if (source.length() >= 0 && source.length() != expected) {
            throw new ModelFormatException(
                    source.location() + ": the file has " + source.length() + " bytes and its header describes "
                            + expected + "; it is cut off or damaged, copy or write it again");
        }
        return header;
    }

    private static byte[] headerBytes(ByteSource source, int length) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        while (json.size() < length) {
            ByteBuffer bytes = source.take(length - json.size());
            if (!bytes.hasRemaining()) {
                throw new ModelFormatException(source.location() + ": the file ends after " + json.size() + " of "
                        + length + " bytes of its header; it is cut off, copy or write it again");
            }
            byte[] part = new byte[bytes.remaining()];
            bytes.get(part);
            json.write(part);
        }
        return json.toByteArray();
    }
}
