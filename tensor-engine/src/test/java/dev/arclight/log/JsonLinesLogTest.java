package dev.arclight.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesLogTest {
    @TempDir
    private Path folder;

    @Test
    void linesComeBackAsTheyWere() {
        Path file = folder.resolve("runs/train.jsonl");
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", 3);
        line.put("text", "größer\n\"x\"");
        line.put("loss", Tensor.scalar(0.5));
        line.put("row", Tensor.of(new long[] {1, 2}, 2));
        line.put("more", Map.of("ok", true));
        line.put("none", null);
        try (JsonLinesLog log = JsonLinesLog.open(file)) {
            log.write(line);
            assertThat(JsonLinesLog.read(file)).hasSize(1);
            log.write(Map.of("step", 4));
        }
        List<Map<String, Object>> read = JsonLinesLog.read(file);
        assertThat(read.get(0))
                .containsEntry("step", 3)
                .containsEntry("text", "größer\n\"x\"")
                .containsEntry("loss", 0.5)
                .containsEntry("row", List.of(1, 2))
                .containsEntry("more", Map.of("ok", true))
                .containsEntry("none", null);
        assertThat(read).hasSize(2);
    }

    @Test
    void numbersThatJsonLacksFollowThePolicy() {
        Map<String, Object> line = Map.of("loss", Double.NaN, "best", Float.NEGATIVE_INFINITY);
        assertThat(written(JsonLinesLog.NanPolicy.NULL, line).get(0))
                .containsEntry("loss", null)
                .containsEntry("best", null);
        assertThat(written(JsonLinesLog.NanPolicy.STRING, line).get(0))
                .containsEntry("loss", "NaN")
                .containsEntry("best", "-Infinity");
        assertThatThrownBy(() -> written(JsonLinesLog.NanPolicy.ERROR, line)).isInstanceOf(ArclightException.class);
        assertThat(JsonLinesLog.read(folder.resolve("ERROR"))).isEmpty();
    }

    @Test
    void lineThatWasLeftUnfinishedIsCutOff() throws IOException {
        Path file = folder.resolve("log");
        Files.writeString(file, "{\"step\":1}\n{\"st" + "x".repeat(10_000));
        assertThat(JsonLinesLog.read(file)).hasSize(1);
        try (JsonLinesLog log = JsonLinesLog.open(file)) {
            log.write(Map.of("step", 2));
        }
        assertThat(Files.readString(file)).isEqualTo("{\"step\":1}\n{\"step\":2}\n");
    }

    @Test
    void whatIsNoJsonIsNamed() throws IOException {
        assertThatThrownBy(() -> written(JsonLinesLog.NanPolicy.NULL, Map.of("thing", new Object())))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("thing");
        Path file = folder.resolve("bad");
        Files.writeString(file, "{}\nno\n");
        assertThatThrownBy(() -> JsonLinesLog.read(file))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("line 2");
    }

    private List<Map<String, Object>> written(JsonLinesLog.NanPolicy policy, Map<String, Object> line) {
        Path file = folder.resolve(policy.name());
        try (JsonLinesLog log = JsonLinesLog.open(file, policy)) {
            log.write(line);
        }
        return JsonLinesLog.read(file);
    }
}
