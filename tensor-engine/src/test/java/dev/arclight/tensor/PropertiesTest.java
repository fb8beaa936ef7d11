package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PropertiesTest {
    private String before = "";

    @BeforeEach
    void remember() {
        before = System.getProperty(Properties.VECTOR, "");
        System.clearProperty(Properties.VECTOR);
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(Properties.VECTOR);
        } else {
            System.setProperty(Properties.VECTOR, before);
        }
    }

    @Test
    void theVectorApiIsAllowedByDefault() {
        assertThat(Properties.vector()).isTrue();
    }

    @Test
    void theVectorApiCanBeSwitchedOff() {
        System.setProperty(Properties.VECTOR, "false");
        assertThat(Properties.vector()).isFalse();
    }

    @Test
    void aValueThatIsNoTruthValueIsRefused() {
        System.setProperty(Properties.VECTOR, "off");
        assertThatThrownBy(Properties::vector)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("arclight.vector is \"off\"")
                .hasMessageContaining("true or false");
    }

    @Test
    void theDocumentationListsExactlyTheseProperties() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "properties.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .collect(Collectors.toList());
        assertThat(rows)
                .containsExactlyElementsOf(Properties.all().stream()
                        .map(p -> "| `" + p.name() + "` | `" + p.defaultValue() + "` | " + p.purpose() + " |")
                        .collect(Collectors.toList()));
    }
}
