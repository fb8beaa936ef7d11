package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder that appears whole or not at all: it is written beside its place and renamed when complete.
 *
 * <p>The folder may be on any file system that Hadoop knows. After a failure, or when the JVM is told to stop, what had
 * been written is removed.
 */
public final class OutputFolder {
    private final Path path;
    private final FileSystem files;

    private OutputFolder(Path path, FileSystem files) {
        this.path = path;
        this.files = files;
    }

    /** What fills the folder. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes what the folder shall hold.
         *
         * @param temporary an empty folder to write into
         */
        void write(Path temporary) throws IOException;
    }

    /**
     * The folder of this path.
     *
     * @throws JobException if no file system knows it
     */
    public static OutputFolder of(String path, Configuration conf) {
        try {
            Path given = new Path(path);
            FileSystem files = given.getFileSystem(conf);
            Path whole = files.makeQualified(given);
            if (whole.isRoot()) {
                throw new JobException("'" + path + "' is the root of a file system; name a folder in it");
            }
            return new OutputFolder(whole, files);
        } catch (IOException | IllegalArgumentException e) {
            throw new JobException("'" + path + "' is no folder that can be written: " + firstLine(e), e);
        }
    }

    /** The folder's full path. */
    public Path path() {
        return path;
    }

    /** Whether anything is there already. */
    public boolean exists() {
        try {
            return files.exists(path);
        } catch (IOException e) {
            throw new JobException("cannot look at " + path + ": " + firstLine(e), e);
        }
    }

    /**
     * Checks that the folder may be written; better known before long work than after.
     *
     * @throws JobException if it is there and must not be replaced
     */
    public void requireFree(boolean overwrite) {
        if (!overwrite && exists()) {
            throw new JobException(shown() + " exists; choose another folder or pass --overwrite");
        }
    }

    /** Fills the folder, replacing what was there. */
    public void write(Writer writer) {
        Path temporary = new Path(path.getParent(), "." + path.getName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            try {
                files.mkdirs(temporary);
                files.deleteOnExit(temporary);
                writer.write(temporary);
                files.delete(path, true);
                if (!files.rename(temporary, path)) {
                    throw new JobException("cannot rename " + temporary + " to " + path);
                }
            } finally {
                files.delete(temporary, true);
                files.cancelDeleteOnExit(temporary);
            }
        } catch (IOException e) {
            throw new JobException("cannot write " + shown() + ": " + firstLine(e), e);
        }
    }

    /** The path as people write it: without a scheme if it is on this machine. */
    public String shown() {
        return shown(path);
    }

    /** A path as people write it: without a scheme if it is on this machine. */
    public static String shown(Path path) {
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
