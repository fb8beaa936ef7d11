package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Scripts for the Python that Linux distributions bring, where what they import is installed for it, or for the one that the
 * environment variable {@code ARCLIGHT_PYTHON} names.
 */
final class Python {
    private static final Path INTERPRETER =
            Path.of(System.getenv().getOrDefault("ARCLIGHT_PYTHON", "/usr/bin/python3"));
    private static final long MOST_SECONDS = 120;

    private Python() {}

    /** The lines that a script prints; the test is skipped where one of the modules it imports is missing. */
    static List<String> lines(List<String> modules, String script, String... arguments)
            throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(INTERPRETER), "skipped: " + INTERPRETER + " is not installed");
        for (String module : modules) {
            assumeTrue(run("import " + module).exit == 0, "skipped: " + INTERPRETER + " has no module " + module);
        }
        Outcome outcome = run(script, arguments);
        assertThat(outcome.exit).as(outcome.text).isZero();
        return outcome.text.lines().toList();
    }

    private record Outcome(int exit, String text) {}

    private static Outcome run(String script, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("python", ".out");
        Path err = Files.createTempFile("python", ".err");
        try {
            List<String> command = new ArrayList<>(List.of(INTERPRETER.toString(), "-W", "ignore", "-c", script));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(INTERPRETER + " ran for more than " + MOST_SECONDS + " s");
            }
            Path said = process.exitValue() == 0 ? out : err;
            return new Outcome(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
