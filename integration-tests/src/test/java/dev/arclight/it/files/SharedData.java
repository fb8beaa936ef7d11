package dev.arclight.it.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Real files, which are no part of the project: a folder {@code shared/data} beside a folder above this one. */
public final class SharedData {
    private static final Path START = Path.of("").toAbsolutePath();

    private SharedData() {}

    /** The files of one of its folders whose paths match; a test is skipped where it is not there, and says so. */
    public static List<Path> files(String folder, String pattern) throws IOException {
        Path whole = folder(folder);
        try (Stream<Path> walk = Files.walk(whole)) {
            return walk.filter(file -> file.toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    /** One of its folders; a test is skipped where it is not there, and says so. */
    public static Path folder(String relative) {
        Optional<Path> found = find(relative);
        assumeTrue(
                found.isPresent(), "no folder shared/data/" + relative + " beside " + START + " or a folder above it");
        return found.orElseThrow();
    }

    /** One of its folders if it is there. */
    public static Optional<Path> find(String relative) {
        for (Path above = START; above != null; above = above.getParent()) {
            Path folder = above.resolve("shared/data").resolve(relative);
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
