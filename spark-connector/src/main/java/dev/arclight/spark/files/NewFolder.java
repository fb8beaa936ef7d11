package dev.arclight.spark.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder that appears whole or not at all: it is written beside its place and renamed. */
public final class NewFolder {
    /** Fills the folder, which is not there yet. */
    public interface Content {
        void writeTo(FileSystem files, Path folder) throws IOException;
    }

    private NewFolder() {}

    /**
     * Writes a folder where none is.
     *
     * @throws UncheckedIOException naming the path, if it cannot be written; nothing is left behind then
     */
    public static void write(String path, Configuration configuration, Content content) {
        Path target = new Path(path);
        Path work = new Path(target.getParent(), "." + target.getName() + "-" + UUID.randomUUID());
        try {
            FileSystem files = target.getFileSystem(configuration);
            try {
                content.writeTo(files, work);
                if (!files.rename(work, target)) {
                    throw new IOException("it cannot be moved from " + work
                            + "; see whether another program wrote there, and save to another path");
                }
            } finally {
                files.delete(work, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }
}
