package dev.arclight.spark.score;

import dev.arclight.io.ModelAccessException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which version scored which micro-batch, on any file system that Hadoop knows: a file for each of the last
 * {@value #KEPT} micro-batches of a query.
 */
final class VersionLog {
    private static final int KEPT = 100;

    record Entry(String name, String checksum) {}

    private final Path folder;
    private final Configuration configuration;

    VersionLog(String folder, Configuration configuration) {
        this.folder = new Path(folder);
        this.configuration = configuration;
    }

    /** @throws ModelAccessException if it is there and cannot be read */
    Optional<Entry> find(String query, String batch) {
        Path file = file(query, batch);
        try (InputStream in = file.getFileSystem(configuration).open(file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.size() != 2) {
                throw new IOException("expected a name and a checksum, a line each");
            }
            return Optional.of(new Entry(lines.get(0), lines.get(1)));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ModelAccessException(
                    "version log " + file + " cannot be read: " + e.getMessage()
                            + "; give a versionLogDir that the driver can read, or delete the file to score the micro-batch"
                            + " by the newest version",
                    e);
        }
    }

    /** @throws ModelAccessException if it cannot be written; it is there whole or not at all */
    void add(String query, String batch, Entry entry) {
        Path file = file(query, batch);
        Path work = new Path(file.getParent(), "." + file.getName());
        try {
            FileSystem files = file.getFileSystem(configuration);
            try (OutputStream out = files.create(work, true)) {
                out.write((entry.name() + "\n" + entry.checksum() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            if (!files.rename(work, file)) {
                throw new IOException("it cannot be moved from " + work);
            }
            long old = Long.parseLong(batch) - KEPT;
            if (old >= 0) {
                files.delete(file(query, Long.toString(old)), false);
            }
        } catch (IOException e) {
            throw new ModelAccessException(
                    "version log " + file + " cannot be written: " + e.getMessage()
                            + "; give a versionLogDir that the driver can write to",
                    e);
        }
    }

    private Path file(String query, String batch) {
        return new Path(new Path(folder, query), batch);
    }
}
