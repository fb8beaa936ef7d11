package dev.arclight.jobs.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    @Test
    void keysKeepTheirOrderOnLinesOfTheirOwn() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("second", 0.5);
        value.put("first", true);

        assertThat(Json.write(value)).containsPattern("\\{\\R +\"second\" : 0.5,\\R +\"first\" : true\\R\\}\n");
    }

    @Test
    void whatIsWrittenReadsBack() throws JsonProcessingException {
        JsonNode back = new ObjectMapper()
                .readTree(Json.write(Map.of("counts", List.of(List.of(1, 2), List.of(3)), "name", "a\"b\\\n\u0001é")));

        assertThat(back.get("counts").get(0).get(1).asInt()).isEqualTo(2);
        assertThat(back.get("name").asText()).isEqualTo("a\"b\\\n\u0001é");
    }

    @Test
    void aNumberThatJsonCannotHoldIsRefusedWhereverItStands() {
        assertThatThrownBy(() -> Json.write(Map.of("loss", List.of(1, Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }
}
