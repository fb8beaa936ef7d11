package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    /** Reads a file of one kind with a name in it. */
    private static Object read(String kind, String name) {
        Function<String, byte[]> bytes = text -> text.replace("NAME", name).getBytes(StandardCharsets.UTF_8);
        return switch (kind) {
            case "description" -> ModelJson.read(bytes.apply("{\"a\":[{\"NAME\":1}]}"), "x");
            case "index" -> ShardIndex.parse(bytes.apply("{\"weight_map\":{\"NAME\":\"f\"}}"), "x");
            case "tensor" ->
                SafetensorsHeader.parse(
                        bytes.apply("{\"NAME\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"), "x");
            case "metadata" -> SafetensorsHeader.parse(bytes.apply("{\"__metadata__\":{\"NAME\":\"\"}}"), "x");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @ParameterizedTest
    @CsvSource({"description,1000", "index,10000", "tensor,10000", "metadata,10000"})
    void aNameMayHaveSoManyCharactersAndNoMore(String kind, int longest) {
        assertThat(read(kind, "n".repeat(longest))).isNotNull();
        assertThatThrownBy(() -> read(kind, "n".repeat(longest + 1)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("x: a name has " + (longest + 1) + " characters; expected at most " + longest)
                .hasMessageContaining("'nnn");
    }
}
