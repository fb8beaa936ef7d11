package dev.arclight;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real files for tests, which are no part of the project: a folder {@code shared/data} beside a folder above this one. */
public final class TestData {
    private static final Path START = Path.of("").toAbsolutePath();

    private TestData() {}

    /** A file of that folder; a test that asks for one that is not there is skipped and says so. */
    public static Path require(String relative) {
        for (Path folder = START; folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data").resolve(relative);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        assumeTrue(false, "no shared/data/" + relative + " beside " + START + " or a folder above it");
        throw new AssertionError("the assumption above ends the test");
    }
}
