package dev.arclight.it.tokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Scripts for Python's tokenizer libraries, on one thread. Tests that need one are skipped where there is none. */
final class PythonTokenizers {
    private static final String PRELUDE = """
            import sys, json, os
            os.environ['RAYON_NUM_THREADS'] = '1'
            os.environ['TOKENIZERS_PARALLELISM'] = 'false'
            def lines(path):
                with open(path, encoding='utf-8', newline='\\n') as f:
                    return f.read().split('\\n')[:-1]
            """;

    private PythonTokenizers() {}

    /** Runs a script that imports a module; the JSON that it prints. */
    static JsonNode run(String module, Path folder, String script, String... arguments) throws IOException {
        Path file = folder.resolve("script.py");
        Files.writeString(file, PRELUDE + script);
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(Arrays.asList(arguments));
        return new ObjectMapper().readTree(Python.output(List.of(module), folder, null, command));
    }

    /** Writes texts without line breaks, a line each, as {@code lines} of a script reads them. */
    static Path write(Path file, List<String> texts) throws IOException {
        Files.writeString(file, String.join("\n", texts) + "\n");
        return file;
    }
}
