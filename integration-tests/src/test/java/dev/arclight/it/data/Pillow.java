package dev.arclight.it.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.it.files.PythonTorch;
import java.nio.file.Path;

/** Python's Pillow and NumPy; tests that need them are skipped where they are not installed. */
final class Pillow {
    private static final String PRELUDE = """
            try:
                import numpy as np
                import PIL
                from PIL import Image, ImageEnhance, ImageOps
            except ImportError as e:
                print(json.dumps({'missing': str(e)}))
                sys.exit(0)
            """;

    private Pillow() {}

    /** Runs a script in a folder; the JSON that it prints last. */
    static JsonNode run(Path folder, String script, String... arguments) {
        JsonNode answer = PythonTorch.run(folder, PRELUDE + script, arguments);
        assumeTrue(!answer.has("missing"), () -> "Python has no Pillow or NumPy: " + answer);
        return answer;
    }
}
