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
     * @throws UncheckedIOException naming the path, if something is there or it cannot be written; nothing is left behind then
     */
    public static void write(String path, Configuration configuration, Content content) {
        write(path, configuration, content, false);
    }

    /**
     * Writes a folder in place of what is there, if anything is. That goes last: until the new folder is whole, and if it cannot
     * be written, it stays.
     *
     * @throws UncheckedIOException naming the path, if it cannot be written
     */
    public static void replace(String path, Configuration configuration, Content content) {
        write(path, configuration, content, true);
    }

    private static void write(String path, Configuration configuration, Content content, boolean replace) {
        Path target = new Path(path);
        Path work = beside(target);
        try {
            FileSystem files = target.getFileSystem(configuration);
            try {
                content.writeTo(files, work);
                if (replace && files.exists(target)) {
                    swap(files, work, target);
                } else {
                    move(files, work, target);
                }
            } finally {
                files.delete(work, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static Path beside(Path target) {
        return new Path(target.getParent(), "." + target.getName() + "-" + UUID.randomUUID());
    }

    private static void swap(FileSystem files, Path work, Path target) throws IOException {
        Path old = beside(target);
        if (!files.rename(target, old)) {
            throw new IOException("what is there cannot be moved to " + old + "; save to another path");
        }
        try {
            move(files, work, target);
        } catch (IOException e) {
            if (!files.rename(old, target)) {
                e.addSuppressed(new IOException("what was there is in " + old + " now"));
            }
            throw e;
        }
        files.delete(old, true);
    }

    /** Hadoop moves a folder into one that is there, so that must not be, nor come meanwhile. */
    private static void move(FileSystem files, Path work, Path target) throws IOException {
        boolean moved = !files.exists(target) && files.rename(work, target);
        if (!moved || files.delete(new Path(target, work.getName()), true)) {
            throw new IOException(
                    files.exists(target)
                            ? "something is there; see whether another program wrote it, and save to another path"
                            : "it cannot be moved from " + work + "; save to another path");
        }
    }
}
