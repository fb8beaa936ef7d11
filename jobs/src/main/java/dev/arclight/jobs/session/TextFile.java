package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A small file of text that appears whole or not at all. */
public final class TextFile {
    private TextFile() {}

    /**
     * Checks that the file can be written; better known before long work than after.
     *
     * @throws JobException if it is a folder, or its folder cannot be made or written to
     */
    public static void requireWritable(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw new JobException("'" + file + "' is a folder; name a file in it");
        }
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new JobException("cannot write " + file + ": " + folder + " is no folder that can be written to");
        }
    }

    /** Writes the file, replacing what was there. */
    public static void write(Path file, String text) {
        requireWritable(file);
        Path absolute = file.toAbsolutePath().normalize();
        Path temporary = absolute.resolveSibling("." + absolute.getFileName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(temporary.getParent());
            try {
                // Not a file of createTempFile, which nobody else may read.
                Files.write(temporary, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
                Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new JobException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
