package dev.arclight.it.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scripts for Python with PyTorch. Tests that need it are skipped where there is none. */
public final class PythonTorch {
    private static final List<String> MODULES = List.of("torch");

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

    private PythonTorch() {}

    /** Skips the test that calls it where there is no Python with PyTorch. */
    public static void assumeInstalled() {
        Python.assumeInstalled(MODULES);
    }

    /** Runs a script in a folder; the JSON that it prints. */
    public static JsonNode run(Path folder, String script, String... arguments) {
        Path file = folder.resolve("script.py");
        try {
            Files.writeString(file, PRELUDE + script);
            List<String> command = new ArrayList<>(List.of(file.toString()));
            command.addAll(Arrays.asList(arguments));
            return new ObjectMapper().readTree(Python.output(MODULES, folder, null, command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
