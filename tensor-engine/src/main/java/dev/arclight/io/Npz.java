package dev.arclight.io;

import dev.arclight.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * NumPy's {@code .npz} format: named arrays in a zip archive, an {@code .npy} file each, stored or deflated.
 *
 * <p>What is read is checked before it is believed, as by {@link Npy}: an array is given memory only as far as the archive
 * can hold its bytes, checksums must fit, and what does not hold is a {@link ModelFormatException}. Since deflated zeros
 * take a thousandth of their size, archives that nobody vouches for are read with a limit. The same tensors are always
 * written as the same bytes. Stateless and safe for all threads.
 *
 * <pre>{@code
 * Npz.savezCompressed(Path.of("x.npz"), Map.of("images", images, "labels", labels));
 * Tensor images = Npz.load(Path.of("x.npz")).get("images");
 * }</pre>
 */
public final class Npz {
    private static final String SUFFIX = ".npy";

    /** Deflate never shrinks further than this; nor does it save on the last few bytes. */
    private static final long MOST_SHRINKAGE = 1032;

    /** The time of every entry, so that the same tensors give the same bytes; the first that zip can name. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * Reads an archive.
     *
     * @return tensors by name, in the order of the archive
     * @throws ModelFormatException if it is not whole and sound, or holds what becomes no tensor
     * @throws ModelAccessException if it is missing or cannot be read
     */
    public static Map<String, Tensor> load(Path file) {
        return load(file, Long.MAX_VALUE);
    }

    /** As {@link #load(Path)}; arrays of more than {@code mostBytes} together are a {@link ModelFormatException}. */
    public static Map<String, Tensor> load(Path file, long mostBytes) {
        String location = file.toString();
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Budget budget = new Budget(mostBytes);
            Enumeration<? extends ZipEntry> entries = archive.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = name(entry, location, tensors);
                String place = location + "(" + Quoted.text(entry.getName()) + ")";
                requirePossible(entry, place);
                try (CheckedInputStream content = new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
                    tensors.put(name, read(content, entry, place, name, budget));
                    if (content.getChecksum().getValue() != entry.getCrc()) {
                        throw new ModelFormatException(
                                place + ": its checksum does not fit; the file is damaged, copy or write it again");
                    }
                }
            }
            return Collections.unmodifiableMap(tensors);
        } catch (ZipException | EOFException e) {
            throw damaged(location, e);
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
    }

    /**
     * Reads an archive from a stream; the caller closes it. Entries that are stored behind no known length, as NumPy writes
     * to a pipe, can only be read from a file.
     *
     * @param location the stream's name in messages
     * @throws ModelFormatException if it is not whole and sound, or holds what becomes no tensor
     * @throws ModelAccessException if the stream cannot be read
     */
    public static Map<String, Tensor> load(InputStream stream, String location) {
        return load(stream, location, Long.MAX_VALUE);
    }

    /**
     * As {@link #load(InputStream, String)}; arrays of more than {@code mostBytes} together are a {@link
     * ModelFormatException}.
     */
    public static Map<String, Tensor> load(InputStream stream, String location, long mostBytes) {
        try {
            // Not closed, since that would close the caller's stream.
            ZipInputStream archive = new ZipInputStream(stream);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Budget budget = new Budget(mostBytes);
            ZipEntry entry = next(archive, location);
            if (entry == null) {
                throw new ModelFormatException(location + ": no zip archive with an entry begins here; an .npz file"
                        + " is one: the file is damaged or of another format");
            }
            while (entry != null) {
                String name = name(entry, location, tensors);
                String place = location + "(" + Quoted.text(entry.getName()) + ")";
                tensors.put(name, read(archive, entry, place, name, budget));
                entry = next(archive, location);
            }
            return Collections.unmodifiableMap(tensors);
        } catch (ZipException | EOFException e) {
            throw damaged(location, e);
        } catch (IOException e) {
            throw ModelAccessException.reading(location, e);
        }
    }

    /**
     * Writes an archive without compression, which appears whole or not at all; one that is there is replaced.
     *
     * @throws dev.arclight.tensor.DTypeException for bfloat16, which NumPy does not have
     * @throws dev.arclight.tensor.ShapeException for more than NumPy's 64 dimensions
     * @throws ModelAccessException if it cannot be written
     */
    public static void savez(Path file, Map<String, Tensor> tensors) {
        SafeFiles.replace(file, out -> savez(out, tensors));
    }

    /** As {@link #savez(Path, Map)} to a stream, which the caller closes. */
    public static void savez(OutputStream out, Map<String, Tensor> tensors) throws IOException {
        save(out, tensors, ZipEntry.STORED);
    }

    /** As {@link #savez(Path, Map)} with the arrays deflated. */
    public static void savezCompressed(Path file, Map<String, Tensor> tensors) {
        SafeFiles.replace(file, out -> savezCompressed(out, tensors));
    }

    /** As {@link #savezCompressed(Path, Map)} to a stream, which the caller closes. */
    public static void savezCompressed(OutputStream out, Map<String, Tensor> tensors) throws IOException {
        save(out, tensors, ZipEntry.DEFLATED);
    }

    private static void save(OutputStream out, Map<String, Tensor> tensors, int method) throws IOException {
        BufferedOutputStream buffer = new BufferedOutputStream(out);
        ZipOutputStream archive = new ZipOutputStream(buffer);
        archive.setLevel(Deflater.DEFAULT_COMPRESSION);
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            Tensor tensor = named.getValue();
            ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
            entry.setTimeLocal(TIME);
            entry.setMethod(method);
            if (method == ZipEntry.STORED) {
                // A stored entry says its length and checksum before its content.
                CheckedOutputStream counted = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
                Npy.save(counted, tensor);
                entry.setCrc(counted.getChecksum().getValue());
                entry.setSize(NpyHeader.write(tensor.dtype(), tensor.shape()).length
                        + tensor.shape().size() * tensor.dtype().bytes());
            }
            archive.putNextEntry(entry);
            Npy.save(archive, tensor);
            archive.closeEntry();
        }
        archive.finish();
        buffer.flush();
    }

    private static Tensor read(InputStream content, ZipEntry entry, String place, String name, Budget budget)
            throws IOException {
        ByteSource source = ByteSource.stream(content, place, null);
        NpyHeader header = NpyHeader.read(source);
        if (entry.getSize() >= 0 && entry.getSize() != header.bytes() + header.dataBytes()) {
            throw new ModelFormatException(place + ": the entry has " + entry.getSize()
                    + " bytes and its header describes " + (header.bytes() + header.dataBytes())
                    + "; the file is damaged, copy or write it again");
        }
        budget.spend(header.dataBytes(), place);
        Tensor tensor = Npy.read(source, header, name);
        if (source.take(1).hasRemaining()) {
            throw new ModelFormatException(
                    place + ": more bytes follow the array; the file is damaged, copy or write it again");
        }
        return tensor;
    }

    private static String name(ZipEntry entry, String location, Map<String, Tensor> known) {
        String whole = entry.getName();
        if (!whole.endsWith(SUFFIX)) {
            throw new ModelFormatException(location + ": entry " + Quoted.text(whole) + " is no " + SUFFIX
                    + " file; an .npz archive holds nothing else");
        }
        String name = whole.substring(0, whole.length() - SUFFIX.length());
        if (known.containsKey(name)) {
            throw new ModelFormatException(location + ": two entries are called " + Quoted.text(whole)
                    + "; the file is damaged, copy or write it again");
        }
        return name;
    }

    private static void requirePossible(ZipEntry entry, String place) {
        long most = entry.getMethod() == ZipEntry.STORED
                ? entry.getCompressedSize()
                : (entry.getCompressedSize() + 1) * MOST_SHRINKAGE;
        if (entry.getSize() > most) {
            throw new ModelFormatException(place + ": the entry claims " + entry.getSize() + " bytes, and its "
                    + entry.getCompressedSize() + " in the archive cannot hold them; the file is damaged");
        }
    }

    private static @Nullable ZipEntry next(ZipInputStream archive, String location) throws IOException {
        try {
            return archive.getNextEntry();
        } catch (IllegalArgumentException e) {
            // Thus Java says that a name is no UTF-8.
            throw new ModelFormatException(location + ": the name of an entry is no text; the file is damaged", e);
        }
    }

    private static ModelFormatException damaged(String location, IOException e) {
        return new ModelFormatException(
                location + ": not a whole and sound zip archive, as an .npz file is: " + e.getMessage()
                        + "; copy or write it again",
                e);
    }

    /** What the arrays of one archive may still take. */
    private static final class Budget {
        private final long most;
        private long spent;

        Budget(long most) {
            this.most = most;
        }

        void spend(long bytes, String place) {
            if (bytes > most - spent) {
                throw new ModelFormatException(place + ": the arrays up to this one take " + (spent + bytes)
                        + " bytes, more than the " + most + " allowed; raise the limit if the file is trusted");
            }
            spent += bytes;
        }
    }
}
