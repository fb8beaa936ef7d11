package dev.arclight.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/** Finds Parquet files, in folders of this machine or of a file system of Hadoop's. Needs Parquet and Hadoop. */
final class ParquetFiles {
    /** A file and what opens it. */
    record Source(String name, Opener opener) {}

    interface Opener {
        InputFile open() throws IOException;
    }

    private ParquetFiles() {}

    static List<Source> find(List<String> locations, Map<String, String> options) {
        List<Source> found = new ArrayList<>();
        for (String location : locations) {
            try {
                List<Source> files = isAddress(location) ? hadoop(location, options) : local(Path.of(location));
                if (files.isEmpty()) {
                    throw new DataFormatException(location + ": has no Parquet file");
                }
                found.addAll(files);
            } catch (IOException | IllegalArgumentException e) {
                throw new DataFormatException(location + ": cannot be read: " + TextFiles.oneLine(e), e);
            }
        }
        if (found.isEmpty()) {
            throw new DataFormatException("ParquetDataset: no files");
        }
        return found;
    }

    /** Whether it begins with a scheme; a single letter is a drive of Windows. */
    private static boolean isAddress(String location) {
        return location.indexOf("://") > 1 || location.startsWith("file:");
    }

    private static List<Source> local(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (Stream<Path> entries = Files.list(path)) {
                return entries.filter(Files::isRegularFile)
                        .filter(file -> isData(file.getFileName().toString()))
                        .sorted()
                        .map(ParquetFiles::source)
                        .toList();
            }
        }
        if (!Files.isRegularFile(path)) {
            throw new DataFormatException(path + ": there is no such file; check the path");
        }
        return List.of(source(path));
    }

    private static Source source(Path file) {
        return new Source(file.toString(), () -> new LocalInputFile(file));
    }

    private static List<Source> hadoop(String location, Map<String, String> options) throws IOException {
        Configuration configuration = new Configuration();
        options.forEach(configuration::set);
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(location);
        FileSystem system = path.getFileSystem(configuration);
        FileStatus status = system.getFileStatus(path);
        FileStatus[] entries = status.isDirectory() ? system.listStatus(path) : new FileStatus[] {status};
        Arrays.sort(entries, (a, b) -> a.getPath().compareTo(b.getPath()));
        List<Source> found = new ArrayList<>();
        for (FileStatus entry : entries) {
            if (entry.isFile() && (status.isFile() || isData(entry.getPath().getName()))) {
                found.add(
                        new Source(entry.getPath().toString(), () -> HadoopInputFile.fromStatus(entry, configuration)));
            }
        }
        return found;
    }

    private static boolean isData(String name) {
        return !name.startsWith("_") && !name.startsWith(".");
    }
}
