package dev.arclight.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Files and folders that appear whole or not at all: written beside their place, forced to disk, then renamed. */
final class SafeFiles {
    /** Writes the content of one file; the stream is closed by the caller. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private SafeFiles() {}

    /** Writes a file over what may be there. */
    static void replace(Path file, Content content) {
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
            throw unwritable(file.toString(), e);
        }
    }

    /** Writes a new file and forces it to disk. */
    static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.writeTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    /** A name beside {@code target}, on the same file system, that nobody else uses. */
    static Path sibling(Path target) {
        return parent(target).resolve("." + name(target) + "." + UUID.randomUUID() + ".tmp");
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

    /** Renames a folder to {@code to}; what is there is set aside first, and comes back if that fails. */
    static void moveFolder(Path from, Path to, boolean overwrite) throws IOException {
        if (!overwrite || !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            move(from, to);
            force(parent(to));
            return;
        }
        Path aside = sibling(to);
        move(to, aside);
        try {
            move(from, to);
        } catch (IOException e) {
            move(aside, to);
            throw e;
        }
        force(parent(to));
        deleteTree(aside);
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

    static ModelAccessException unreadable(String location, IOException e) {
        return new ModelAccessException(location + ": " + reason(e, "cannot be read"), e);
    }

    static ModelAccessException unwritable(String location, IOException e) {
        return new ModelAccessException(location + ": " + reason(e, "cannot be written"), e);
    }

    private static String reason(IOException e, String otherwise) {
        if (e instanceof NoSuchFileException) {
            return otherwise + ", since " + e.getMessage() + " does not exist; check the path";
        }
        if (e instanceof AccessDeniedException) {
            return otherwise + ", since access to " + e.getMessage() + " is denied; check its permissions";
        }
        return otherwise + ": " + e.getMessage();
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
