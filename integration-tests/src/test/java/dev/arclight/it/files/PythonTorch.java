package dev.arclight.it.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Python with PyTorch, of this machine: the first {@code python3} on the path, or in {@code /usr/bin}, that imports torch.
 * Tests that need it are skipped where there is none.
 */
public final class PythonTorch {
    private static final long SECONDS = 120;

    /** Before every script: {@code describe} gives what a tree holds, in JSON that {@link Described} makes of it too. */
    private static final String PRELUDE = """
            import sys, json, collections, warnings
            warnings.filterwarnings('ignore')
            import torch
            torch.set_num_threads(1)
            def describe(x):
                if isinstance(x, torch.Tensor):
                    d = x.detach()
                    raw = d.contiguous().reshape(-1)
                    if d.dtype == torch.bfloat16:
                        raw = raw.view(torch.int16)
                    return {'tensor': str(d.dtype)[6:], 'shape': list(d.shape), 'stride': list(d.stride()),
                            'grad': x.requires_grad, 'bytes': raw.numpy().tobytes().hex()}
                if isinstance(x, dict):
                    return {'dict': [[str(k), describe(v)] for k, v in x.items()]}
                if isinstance(x, (list, tuple)):
                    return [describe(v) for v in x]
                if isinstance(x, bool) or x is None or isinstance(x, str):
                    return x
                if isinstance(x, int):
                    return 'int ' + str(x)
                if isinstance(x, float):
                    return 'float ' + float(x).hex()
                return repr(x)
            """;

    private static final @Nullable String PYTHON = find();

    private PythonTorch() {}

    /** Skips the test that calls it where there is no Python with PyTorch. */
    public static void assumeInstalled() {
        assumeTrue(PYTHON != null, "no python3 here imports torch; install python3-torch to run this");
    }

    /** Runs a script in a folder; the JSON that it prints last. */
    public static JsonNode run(Path folder, String script, String... arguments) {
        assumeInstalled();
        Path file = folder.resolve("script.py");
        try {
            Files.writeString(file, PRELUDE + script);
            List<String> command = new ArrayList<>(List.of(String.valueOf(PYTHON), file.toString()));
            command.addAll(Arrays.asList(arguments));
            return new ObjectMapper().readTree(output(folder, command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String output(Path folder, List<String> command) throws IOException {
        Path out = Files.createTempFile(folder, "python", ".out");
        Path err = Files.createTempFile(folder, "python", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Python did not end within " + SECONDS + " s: " + Files.readString(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while Python ran", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("Python failed: " + Files.readString(err));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static @Nullable String find() {
        List<String> folders =
                new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        folders.add("/usr/bin");
        for (String folder : folders) {
            Path python = Path.of(folder, "python3");
            if (Files.isExecutable(python) && imports(python)) {
                return python.toString();
            }
        }
        return null;
    }

    private static boolean imports(Path python) {
        try {
            Process process = new ProcessBuilder(
                            python.toString(),
                            "-c",
                            "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(30, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
