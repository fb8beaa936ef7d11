package dev.arclight.it;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Python of this machine: the one that the environment variable {@code ARCLIGHT_PYTHON} names, else the first {@code
 * python3} on the path or in {@code /usr/bin} that has the modules which a script wants. Tests are skipped where there is none.
 */
public final class Python {
    private static final long MOST_SECONDS = 240;
    private static final long MOST_SECONDS_TO_IMPORT = 60;
    private static final Map<List<String>, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private Python() {}

    /** Skips the test that calls it where no Python has the modules. */
    public static void assumeInstalled(List<String> modules) {
        interpreter(modules);
    }

    /**
     * What a program prints to standard output, text of UTF-8.
     *
     * @param modules what it imports
     * @param folder where it runs and its output is kept meanwhile
     * @param input what it reads from standard input, or null for nothing
     * @param arguments the program's path or {@code -c} and its text, then what it is given
     * @throws AssertionError if it fails or does not end in time, with what it says
     */
    public static String output(List<String> modules, Path folder, @Nullable Path input, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(interpreter(modules), "-W", "ignore"));
        command.addAll(arguments);
        Path out = Files.createTempFile(folder, "python", ".out");
        Path err = Files.createTempFile(folder, "python", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        int exit = exit(builder, MOST_SECONDS);
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        String said = Files.readString(err, StandardCharsets.UTF_8);
        Files.delete(out);
        Files.delete(err);
        if (exit != 0) {
            throw new AssertionError("Python ended with " + exit + ": " + said);
        }
        return printed;
    }

    private static String interpreter(List<String> modules) {
        return FOUND.computeIfAbsent(modules, Python::find)
                .orElseGet(() -> abort("no python3 here imports " + String.join(", ", modules)
                        + "; install it, or name one that does in ARCLIGHT_PYTHON"));
    }

    private static Optional<String> find(List<String> modules) {
        return candidates().stream()
                .filter(python -> Files.isExecutable(Path.of(python)) && imports(python, modules))
                .findFirst();
    }

    private static List<String> candidates() {
        String named = System.getenv("ARCLIGHT_PYTHON");
        if (named != null) {
            return List.of(named);
        }
        List<String> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(folder, "python3").toString());
        }
        candidates.add("/usr/bin/python3");
        return candidates;
    }

    private static boolean imports(String python, List<String> modules) {
        ProcessBuilder builder = new ProcessBuilder(python, "-c", "import " + String.join(", ", modules))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            return exit(builder, MOST_SECONDS_TO_IMPORT) == 0;
        } catch (IOException e) {
            // It cannot be started; another may.
            return false;
        }
    }

    private static int exit(ProcessBuilder builder, long seconds) throws IOException {
        Process process = builder.start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError(builder.command() + " did not end in " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Python ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
