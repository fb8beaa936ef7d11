package dev.arclight.spark.files;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A model folder on any file system that Hadoop knows. */
public final class HadoopModelSource implements ModelSource {
    private final FileSystem fileSystem;
    private final Path folder;

    private HadoopModelSource(FileSystem fileSystem, Path folder) {
        this.fileSystem = fileSystem;
        this.folder = folder;
    }

    /** @throws ModelAccessException if no file system serves that path */
    public static HadoopModelSource of(String folder, Configuration configuration) {
        try {
            Path path = new Path(folder);
            FileSystem fileSystem = path.getFileSystem(configuration);
            return new HadoopModelSource(fileSystem, fileSystem.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(folder, e);
        }
    }

    /** One on this machine, whatever characters its path has. */
    public static HadoopModelSource local(java.nio.file.Path folder) {
        // As an address in a text, a blank would be %20 and stay so.
        return of(new Path(folder.toUri()).toString(), new Configuration(false));
    }

    @Override
    public String location() {
        return folder.toString();
    }

    @Override
    public InputStream open(String fileName) throws IOException {
        return fileSystem.open(new Path(folder, fileName));
    }

    /**
     * Names, sizes and times of the folder's files, which change when the model does.
     *
     * @throws ModelAccessException if the folder cannot be listed
     */
    public List<String> stamp() {
        try {
            FileStatus[] files = fileSystem.listStatus(folder);
            return Arrays.stream(files)
                    .map(file -> file.getPath().getName() + ' ' + file.getLen() + ' ' + file.getModificationTime())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(location(), e);
        }
    }

    private static ModelAccessException unreadable(String folder, Exception cause) {
        return new ModelAccessException(
                "model folder '" + folder + "' cannot be read: " + firstLine(cause)
                        + "; give the folder that ModelFolder.save wrote, on a file system that Spark can reach",
                cause);
    }

    private static String firstLine(Exception cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
