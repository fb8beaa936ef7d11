package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArclightTest {
    @Test
    void theVersionIsTheBuilds() throws IOException {
        String pom = Files.readString(Path.of("..", "pom.xml"));
        assertThat(pom).contains("<version>" + Arclight.version() + "</version>");
    }
}
