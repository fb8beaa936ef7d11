package dev.arclight.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void mapsListsAndScalarsAreWritten() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("accuracy", 0.5);
        value.put("counts", List.of(List.of(1, 2), List.of(3, 4)));
        value.put("done", true);

        assertThat(Json.write(value)).isEqualTo("""
                        {
                          "accuracy": 0.5,
                          "counts": [
                            [1, 2],
                            [3, 4]
                          ],
                          "done": true
                        }
                        """);
    }

    @Test
    void emptyMapsAndListsAreClosedAtOnce() {
        assertThat(Json.write(Map.of("a", List.of()))).isEqualTo("{\n  \"a\": []\n}\n");
        assertThat(Json.write(Map.of())).isEqualTo("{}\n");
    }

    @Test
    void stringsAreEscaped() {
        assertThat(Json.write("a\"b\\c\n\t\r\u0001é")).isEqualTo("\"a\\\"b\\\\c\\n\\t\\r\\u0001é\"\n");
    }

    @Test
    void aNumberThatJsonCannotHoldIsRefused() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
