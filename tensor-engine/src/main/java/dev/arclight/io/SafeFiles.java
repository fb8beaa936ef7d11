package dev.arclight.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files and folders that appear whole or not at all: written beside their place, forced to disk, then renamed. For the
 * engine's own rooms.
 */
public final class SafeFiles {
    /** Writes the content of one file; the stream is closed by the caller. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** How the name ends of a folder that was set aside to be replaced. */
    private static final String OLD = ".old";

    private SafeFiles() {}

    /** Writes a file over what may be there. */
    public static void replace(Path file, Content content) {
        Path temporary = sibling(file);
        try {
            try {
                write(temporary, content);
                move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            force(parent(file));
        } catch (IOException e) {
            throw ModelAccessException.writing(file.toString(), e);
        }
    }

    /** Writes a new file and forces it to disk. */
    static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // Not closed, since that would close the channel before its content is forced to disk.
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** A name beside {@code target}, on the same file system, that nobody else uses. */
    static Path sibling(Path target) {
        return beside(target, ".tmp");
    }

    private static Path beside(Path target, String ending) {
        return parent(target).resolve("." + name(target) + "." + UUID.randomUUID() + ending);
    }

    static Path parent(Path path) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            throw new ModelAccessException(path + ": is the root of a file system; give a path below it");
        }
        return parent;
    }

    /** Renames in one step where the file system can. */
    static void move(Path from, Path to, StandardCopyOption... options) throws IOException {
        StandardCopyOption[] atomic = {StandardCopyOption.ATOMIC_MOVE};
        try {
            Files.move(from, to, options.length == 0 ? atomic : options(options));
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, options);
        }
    }

    /**
     * Renames a folder to {@code to}. One that is there is set aside first, comes back if that fails and is deleted last; a
     * crash between the two renames leaves it where {@link #setAside} finds it.
     */
    static void moveFolder(Path from, Path to, boolean overwrite) throws IOException {
        if (!overwrite || !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            move(from, to);
            force(parent(to));
            return;
        }
        Path aside = beside(to, OLD);
        move(to, aside);
        try {
            move(from, to);
        } catch (IOException e) {
            try {
                move(aside, to);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        force(parent(to));
        deleteTree(aside);
    }

    /** What was set aside for a folder that never came. */
    static Optional<Path> setAside(Path folder) {
        String beginning = "." + name(folder) + ".";
        try (Stream<Path> beside = Files.list(parent(folder))) {
            return beside.filter(path ->
                            name(path).startsWith(beginning) && name(path).endsWith(OLD))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            // Asked for a hint in a message about something else; where nothing can be listed there is none.
            return Optional.empty();
        }
    }

    /** Forces a folder's entries to disk, where the system lets folders be opened. */
    static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no folders; there the rename is journalled by the file system itself.
            return;
        }
    }

    /** Removes a folder with all that is in it; one that is not there is no error. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : found) {
            Files.deleteIfExists(path);
        }
    }

    private static StandardCopyOption[] options(StandardCopyOption... given) {
        StandardCopyOption[] all = java.util.Arrays.copyOf(given, given.length + 1);
        all[given.length] = StandardCopyOption.ATOMIC_MOVE;
        return all;
    }

    private static String name(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }
}
