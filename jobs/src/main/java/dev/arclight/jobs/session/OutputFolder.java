package dev.arclight.jobs.session;

import dev.arclight.io.ModelFolder;
import dev.arclight.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * A folder that appears whole or not at all: it is written beside its place and renamed when complete.
 *
 * <p>The folder may be on any file system that Hadoop knows. After a failure, or when the JVM is told to stop, what had
 * been written is removed.
 */
public final class OutputFolder {
    /** Empty; Spark writes it when a table is whole. */
    private static final String SUCCESS = "_SUCCESS";

    /** What an output always holds, so that a folder with it is one. */
    private static final Set<String> MARKS = Set.of(ModelFolder.DESCRIPTION, SUCCESS);

    private final Path path;
    private final FileSystem files;
    private final Configuration conf;

    private OutputFolder(Path path, FileSystem files, Configuration conf) {
        this.path = path;
        this.files = files;
        this.conf = conf;
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
            return new OutputFolder(whole, files, conf);
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
     * Checks that the folder may be written; better known before long work than after. A folder that is there is replaced on
     * demand alone, and only if a command or Spark wrote all that it holds.
     *
     * @param sources paths that the work reads: none may be the folder or lie in it
     * @throws JobException if it is there and must not be replaced
     */
    public void requireFree(boolean overwrite, String... sources) {
        try {
            // Even if the folder is not there yet, what lies in it would be by the time it is written.
            requireApart(sources);
            if (!exists()) {
                return;
            }
            if (!overwrite) {
                throw new JobException(shown() + " exists; choose another folder or pass --overwrite");
            }
            requireOutput();
        } catch (IOException e) {
            throw new JobException("cannot look at " + shown() + ": " + firstLine(e), e);
        }
    }

    private void requireApart(String... sources) throws IOException {
        if (isLocal(path)) {
            requireApart("the working folder", new Path(workingFolder().toUri()));
            requireApart(
                    "your home folder",
                    new Path(Paths.get(System.getProperty("user.home")).toUri()));
        }
        for (String source : sources) {
            Path given = new Path(source);
            FileSystem its;
            try {
                its = given.getFileSystem(conf);
            } catch (UnsupportedFileSystemException e) {
                // Another engine may know it; this folder is not there, since Hadoop knows its place.
                continue;
            }
            FileStatus[] found = its.exists(given) ? null : its.globStatus(given);
            if (found == null) {
                requireApart(source, its.makeQualified(given));
            } else {
                for (FileStatus file : found) {
                    requireApart(shown(file.getPath()), file.getPath());
                }
            }
        }
    }

    private void requireApart(String what, Path other) throws IOException {
        Path own = real(path);
        for (Path at = real(other); at != null; at = at.getParent()) {
            if (at.equals(own)) {
                throw new JobException(
                        shown() + " is or holds " + what + ", which must not be replaced; choose another folder");
            }
        }
    }

    /** Where links lead, on this machine; elsewhere the path as it is. */
    private static Path real(Path path) throws IOException {
        if (!isLocal(path)) {
            return path;
        }
        java.nio.file.Path local = Paths.get(path.toUri().getPath());
        java.nio.file.Path real = Files.exists(local) ? local.toRealPath() : local.normalize();
        return new Path(path.toUri().getScheme(), null, real.toString());
    }

    private static boolean isLocal(Path path) {
        return "file".equals(path.toUri().getScheme());
    }

    private static java.nio.file.Path workingFolder() {
        return Paths.get("").toAbsolutePath();
    }

    private void requireOutput() throws IOException {
        if (!files.getFileStatus(path).isDirectory()) {
            throw new JobException(shown() + " is a file, not a folder; choose another name");
        }
        boolean marked = false;
        String foreign = null;
        FileStatus[] entries = files.listStatus(path);
        for (FileStatus entry : entries) {
            marked |= MARKS.contains(entry.getPath().getName());
            foreign = isWritten(entry) ? foreign : entry.getPath().getName();
        }
        if (entries.length > 0 && (!marked || foreign != null)) {
            throw new JobException(shown() + " is no output of a command or of Spark"
                    + (foreign == null ? "" : ": it holds " + foreign)
                    + "; --overwrite does not replace it, so choose another folder or remove it yourself");
        }
    }

    /** Whether a command or Spark gives such names: a model's files, parts of a table, and notes about them. */
    private static boolean isWritten(FileStatus entry) {
        String name = entry.getPath().getName();
        return name.equals(ModelFolder.DESCRIPTION)
                || name.equals(ModelFolder.WEIGHTS)
                || name.startsWith("_")
                || name.startsWith("part-")
                || name.startsWith(".") && name.endsWith(".crc")
                || entry.isDirectory() && name.contains("=");
    }

    /** Fills the folder, and marks it as an output. What was there is set aside until the new one is in its place, so one of them is always whole. */
    public void write(Writer writer) {
        String unique = "." + path.getName() + "-" + UUID.randomUUID();
        Path temporary = new Path(path.getParent(), unique + ".tmp");
        try {
            try {
                files.mkdirs(temporary);
                files.deleteOnExit(temporary);
                writer.write(temporary);
                mark(temporary);
                putInPlace(temporary, new Path(path.getParent(), unique + ".old"));
            } finally {
                files.delete(temporary, true);
                files.cancelDeleteOnExit(temporary);
            }
        } catch (IOException e) {
            throw new JobException("cannot write " + shown() + ": " + firstLine(e), e);
        }
    }

    /** What Spark does not write has no mark; without one the folder would be taken for somebody else's. */
    private void mark(Path temporary) throws IOException {
        for (String mark : MARKS) {
            if (files.exists(new Path(temporary, mark))) {
                return;
            }
        }
        files.create(new Path(temporary, SUCCESS)).close();
    }

    private void putInPlace(Path temporary, Path aside) throws IOException {
        boolean replaces = files.exists(path);
        if (replaces && !files.rename(path, aside)) {
            throw new IOException("cannot set aside what is there as " + aside);
        }
        try {
            if (!files.rename(temporary, path)) {
                throw new IOException("cannot rename " + temporary + " to it");
            }
        } catch (IOException | RuntimeException failure) {
            if (replaces && !files.rename(aside, path)) {
                throw new JobException(
                        "cannot rename " + temporary + " to " + path + "; what was there is " + aside, failure);
            }
            throw failure;
        }
        if (replaces) {
            files.delete(aside, true);
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
